import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// Built into dist/ with a manifest that django-vite reads. Icons small enough are inlined as data: images, which the
// content security policy allows for img-src; fonts stay files so that a page without them still loads fast.
export default defineConfig({
  base: "./", // fonts are found beside the styles, whatever STATIC_URL is
  // The design system exports only its JavaScript; we use its SCSS, icons and fonts, and none of its JavaScript.
  resolve: { alias: { dkfds: fileURLToPath(new URL("node_modules/dkfds", import.meta.url)) } },
  css: { preprocessorOptions: { scss: { loadPaths: ["node_modules"], quietDeps: true } } },
  build: {
    manifest: true,
    outDir: "dist",
    emptyOutDir: true,
    target: "es2022",
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: ["src/main.ts", "src/service-worker.ts"],
      // A service worker has one address for ever, and rules over what lies below it: the product serves it at its root.
      output: { entryFileNames: (entry) => (entry.name === "service-worker" ? "[name].js" : "assets/[name]-[hash].js") },
    },
  },
  test: { environment: "jsdom", include: ["src/**/*.test.ts"] },
});
