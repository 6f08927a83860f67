import { join } from "node:path";
import { defineConfig } from "vite";

/** The page as files for dist/web: names with a hash of what is in them, no script in the HTML. */
export default defineConfig({
  root: import.meta.dirname,
  // Also below a path of a proxy, and from the disk.
  base: "./",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: join(import.meta.dirname, "..", "dist", "web"),
    emptyOutDir: true,
    target: "es2023",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
  // For whoever works on the page: `vite web`, beside a controller on its usual port.
  server: { proxy: { "/api": "http://127.0.0.1:7451" } },
});
