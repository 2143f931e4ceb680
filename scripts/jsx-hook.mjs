// Lets Node run .tsx files: node --import ./scripts/jsx-hook.mjs program.ts
//
// Node strips types by itself but does not know JSX. The bundler that builds the product has a
// transformer for it, so no loader of its own is needed; it is loaded with the first .tsx file.
import { readFileSync } from "node:fs";
import { createRequire, registerHooks, setSourceMapsSupport } from "node:module";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);

/** @typedef {typeof import("rolldown/utils")} Transformer */

// Transformed files keep their line numbers in stack traces; packages are as they are.
setSourceMapsSupport(true, { nodeModules: false });

registerHooks({
  load(url, context, next) {
    if (!new URL(url).pathname.endsWith(".tsx")) return next(url, context);
    const { transformSync } = /** @type {Transformer} */ (require("rolldown/utils"));
    const file = fileURLToPath(url);
    const options = /** @type {const} */ ({ jsx: { runtime: "automatic" }, sourcemap: true });
    const { code, map, errors } = transformSync(file, readFileSync(file, "utf8"), options);
    if (errors.length > 0) throw new SyntaxError(`${file}: ${errors[0]?.message}`);
    const inline = map ? Buffer.from(JSON.stringify(map)).toString("base64") : "";
    const source = `${code}\n//# sourceMappingURL=data:application/json;base64,${inline}\n`;
    return { format: "module", shortCircuit: true, source };
  },
});
