/** Every order, under the name that commands give it. */

export { cancel } from "./cancel.ts";
export { pause } from "./pause.ts";
export { resume } from "./resume.ts";
