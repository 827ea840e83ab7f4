/** The licences of all that is bundled, from the packages themselves. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Metafile } from "esbuild";

/** What of the page is no package. */
const PAGE =
  "This page: MIT.\n\nMNIST: Yann LeCun, Corinna Cortes, Christopher J. C. Burges, “The MNIST database of handwritten digits”; the first 2,500 training images and the first 500 test images.\n";

/** The licence of each package that a bundle took something from, one after the other. */
export function licences({ inputs }: Metafile, own: string = PAGE): string {
  const folders = new Set<string>();
  for (const input of Object.keys(inputs)) {
    const [folder] = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input) ?? [];
    if (folder !== undefined) folders.add(folder);
  }
  const texts = [...folders].sort().map((folder) => {
    const { name, version, license } = JSON.parse(
      readFileSync(join(folder, "package.json"), "utf8"),
    ) as Record<string, string>;
    const file = readdirSync(folder).find((file) => /^licen[sc]e/i.test(file));
    const text =
      file !== undefined && existsSync(join(folder, file))
        ? readFileSync(join(folder, file), "utf8").trim()
        : "(The package has no file with its licence.)";
    return `${name} ${version}: ${license}\n\n${text}\n`;
  });
  return [own, ...texts].join(`\n${"—".repeat(72)}\n\n`);
}
