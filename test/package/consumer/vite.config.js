export default {
  build: {
    lib: {
      entry: "page-vite.mjs",
      formats: ["iife"],
      name: "page",
      fileName: () => "page.iife.js",
    },
  },
};
