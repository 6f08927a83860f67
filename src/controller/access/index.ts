/** The room's face: who may do what on a controller. */
export { Access, type Answer } from "./access.ts";
export { ACTIONS } from "./actions.ts";
export { checkListener, checkListeners, hostOf, isLoopback } from "./listening.ts";
export { isOwnHost, isOwnOrigin } from "./ownHost.ts";
export { misnamed, type PeerCertificate, type PodPrincipal, type Principal } from "./principal.ts";
export { SCOPES, type Scope } from "./scopes.ts";
export { initCertificates, issueAgentCertificate, revokeAgentCertificates } from "./tls/certificateFolder.ts";
export type { TlsFiles } from "./tls/tlsFiles.ts";
export { TlsWatch } from "./tls/tlsWatch.ts";
export type { Token } from "./tokens/token.ts";
export { createToken, loadTokens, revokeToken } from "./tokens/tokenFile.ts";
export { WebGuard } from "./webGuard.ts";
