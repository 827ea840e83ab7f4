/** All checks of the project, in the order in which they build on each other. */
import { agreement } from "./agreement.ts";
import type { Check } from "./check.ts";
import { fullSize } from "./full-size.ts";
import { layers } from "./layers.ts";
import { losses } from "./losses.ts";
import { phases } from "./model-phases.ts";
import { optimizers } from "./optimizers.ts";
import { products } from "./products.ts";

export interface Chapter {
  readonly title: string;
  readonly checks: readonly Check[];
}

export const suite: readonly Chapter[] = [
  { title: "Matrix products", checks: products },
  { title: "Layers", checks: layers },
  { title: "Losses", checks: losses },
  { title: "Phases", checks: [...phases, ...agreement] },
  { title: "Networks of full size", checks: fullSize },
  { title: "Optimisers", checks: optimizers },
];
