import { Document, isScalar, Scalar, visit } from "yaml";
import { isRawNumber } from "../asWritten.ts";

/** Plain data, perhaps with floats that are whole (see `parseAsWritten`), as YAML 1.2 that reads back the same. `comment`: lines before it. */
export function writeYaml(data: object, comment = ""): string {
  const document = new Document(data, (_key, value) => (isRawNumber(value) ? floatOf(value.rawJSON) : value), {
    version: "1.2",
  });
  document.commentBefore = comment === "" ? null : comment.replace(/^/gm, " ");
  visit(document, {
    Scalar(key, node) {
      if (key !== "key" && isScalar(node) && typeof node.value === "number" && Math.abs(node.value) < 1e-4)
        keepExponent(node);
    },
  });
  return document.toString({ lineWidth: 0 });
}

function floatOf(text: string): Scalar {
  const scalar = new Scalar(Number(text));
  scalar.minFractionDigits = 1;
  return scalar;
}

// 1e-7 without a point is a text to readers of YAML 1.1.
function keepExponent(node: Scalar): void {
  if (/^-?\de-/.test(String(node.value))) node.minFractionDigits = 1;
}
