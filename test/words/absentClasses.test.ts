import { expect, it } from "vitest";
import { absentSentence } from "../../src/words/absentClasses.ts";

function classes(supports: Record<string, number>) {
  return Object.entries(supports).map(([name, support]) => {
    return { class: name, precision: 0, recall: 0, f1: 0, support };
  });
}

it.each([
  [
    "macroF1",
    { N: 9, Q: 0, V: 2 },
    "There is no sample of class Q: macro-F1 is the mean over the 2 others, and counts it as 0 where a sample is mistaken for it",
  ],
  [
    "macroF1",
    { N: 9, A: 0, B: 0, C: 0, D: 0, E: 0, F: 0, V: 2 },
    "There is no sample of class A, B, C, D, E and 1 more: macro-F1 is the mean over the 2 others, and counts one of these as 0 where a sample is mistaken for it",
  ],
  ["f1:N:Q", { N: 9, "N:Q": 0, V: 2 }, "There is no sample of class N:Q: f1:N:Q is 0 whatever is predicted"],
  ["f1:N", { N: 9, Q: 0 }, "There is no sample of class Q: nothing shows how well such samples are found"],
  ["specificity:Q", { N: 9, Q: 0 }, "There is no sample of class Q: nothing shows how well such samples are found"],
  ["metrics.loss", { N: 9, Q: 0 }, "There is no sample of class Q: nothing shows how well such samples are found"],
])("says of classes without a sample what %s makes of them", (metric, supports, sentence) => {
  expect(absentSentence(metric, classes(supports))).toBe(sentence);
});

it("says nothing where every class has samples, or where nothing is known of classes", () => {
  expect(absentSentence("macroF1", classes({ N: 9, V: 1 }))).toBeNull();
  expect(absentSentence("macroF1", [])).toBeNull();
});
