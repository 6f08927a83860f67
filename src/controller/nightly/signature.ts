import { createHmac } from "node:crypto";

/**
 * The headers by which a receiver knows a message and who has sent it, as the specification "Standard Webhooks" has them: HMAC-SHA256 over
 * `id.timestamp.body`.
 * @param secret what both sides know; after `whsec_` base64 of it, as the libraries of receivers take it
 * @param seconds since the Unix epoch
 */
export function signed(secret: string, id: string, seconds: number, body: string): Readonly<Record<string, string>> {
  const key = secret.startsWith(PREFIX) ? Buffer.from(secret.slice(PREFIX.length), "base64") : Buffer.from(secret);
  const signature = createHmac("sha256", key).update(`${id}.${seconds}.${body}`).digest("base64");
  return { "webhook-id": id, "webhook-timestamp": String(seconds), "webhook-signature": `v1,${signature}` };
}

const PREFIX = "whsec_";
