/** Says so if a package is loaded. */
export async function resolve(specifier, context, next) {
  if (!/^(\.|\/|file:|node:)/.test(specifier)) console.error(`loaded a package: ${specifier}`);
  return next(specifier, context);
}
