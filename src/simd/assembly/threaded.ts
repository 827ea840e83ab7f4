/** All loops, and what two threads need to share them. */
export * from "./index";
export { help, share } from "./threads";
