/**
 * TypeScript 5 over a consumer's project and all that it reads of this package, declarations too; but
 * not over the declarations of other packages, which would take three times as long.
 *
 *     node test/package/old-compiler.mjs -p tsconfig.json    prints what is wrong
 */
import { dirname } from "node:path";
import ts from "typescript";

const project = process.argv[3];
const { config, error } = ts.readConfigFile(project, ts.sys.readFile);
const { options, fileNames, errors } = ts.parseJsonConfigFileContent(
  config,
  ts.sys,
  dirname(project),
);
const program = ts.createProgram(fileNames, options);
const others = /\/node_modules\/(?!adversarial-autoencoder\/)/;
const own = program.getSourceFiles().filter(({ fileName }) => !others.test(fileName));
if (own.length < 100) throw new Error(`Only ${own.length} files were looked at.`);
const faults = [
  ...(error ? [error] : errors),
  ...program.getOptionsDiagnostics(),
  ...program.getGlobalDiagnostics(),
  ...program.getSyntacticDiagnostics(),
  ...own.flatMap((file) => program.getSemanticDiagnostics(file)),
];
process.stdout.write(
  ts.formatDiagnostics(faults, {
    ...ts.sys,
    getCanonicalFileName: (name) => name,
    getNewLine: () => "\n",
  }),
);
process.exitCode = faults.length > 0 ? 1 : 0;
