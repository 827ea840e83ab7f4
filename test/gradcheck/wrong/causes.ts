/**
 * What a hint may say, by name: each cause of a wrong gradient, and how to tell that a sentence
 * speaks of it.
 *
 * The patterns are about what is said, not about how the check found it. A sentence that none of a
 * mistake's causes fits is a false hint.
 */
export const CAUSES = {
  // How backward treats what it is given
  ignoresDY: /dY (is )?(left out|ignored|forgotten)|(same|no more) for (2·dY|twice the dY)/,
  squaresDY: /(4|four) times .*2·dY|dY (is )?multiplied in twice|dY.* twice/,
  addsToDX: /(adds to|added to) (what stood|what was)|what stood in (it|dX|dP) before/,
  unwritten: /does not write all of dX/,
  addsToDP: /write dP\[i\] = …, not \+=/,
  overwritesGrad: /overwrites grad instead of adding/,
  changesDY: /changes dY/,
  shape: /returns dX \[.*\], but X is \[.*\]/,
  networkLeftOut: /network .*left out|left out.* network/,
  singlePrecision: /single precision|float32|Float32Array|fround/,

  // What is wrong with the whole
  zero: /value is 0[:.]|never written/,
  sign: /opposite sign|minus too many/,
  factor: /value is (?!1\/1 )\S+ times/,
  slightFactor: /1\.00001/,
  batchSize: /is the batch size/,
  numberOfInputs: /is the number of inputs/,
  numberOfOutputs: /is the number of (outputs|columns)/,
  countOfAll: /is the count of all numbers/,
  twice: /counted twice|each forward is good for one backward/,
  squaresTwo: /the 2 of a square/,
  logarithm: /ln 2|logarithm.* base/,
  notANumber: /NaN or Infinity/,

  // Sums and loops
  lastTermAlone: /last (term|example).* alone|= (stands )?where \+= /,
  firstTermAlone: /first (term|example).* alone|ends? after (one|the first)/,
  lastTermMissing: /last term.* (missing|left out)|stops? one too early/,
  firstTermMissing: /first term.* (missing|left out)|starts? one too late/,
  rows: /these rows are wrong|row .* alone is wrong/,
  columns: /these columns are wrong|column .* alone is wrong/,
  loopEnds: /loop (stop|end)s? early, or start late/,
  elements: /[Oo]nly (this|these|\w+\[).* (is|are) wrong|rest is right|others are right/,

  // Where numbers are read and written
  transposed: /are right but transposed|rows and columns exchanged/,
  readTransposed: /W (is )?read (where|instead of) Wᵀ|reading .* transposed/,
  stride: /in rows of \d+|stride/,

  // Factors that differ from element to element
  lacksY: /(lacks?|without) (the|a) factor Y[^(]/,
  lacksOneMinusY: /(lacks?|without) (the|a) factor 1 − Y\b[^²]/,
  lacksDerivative: /(lacks?|without) (the|a) factor Y·\(1 − Y\)|derivative .*left out/,
  extraDerivative: /[YPp]·\(1 − [YPp]\).*(twice|too often|too many)/,
  lacksX: /(lacks?|without) (the|a) factor X/,
  extraX: /factor X .*(twice|too often|too many)|extra .*factor X/,
  onePlusY: /1 \+ Y²?/,
  readsWForX: /W (is )?(read )?where X is meant/,
  absoluteError: /absolute error/,
  readsXForY: /X (is )?(read )?where Y is meant/,
  appliedTwice: /applied twice|taken at Y|at Y instead of X/,
  parameterLeftOut: /gamma (is )?left out|lacks? (the|a) factor gamma/,
  deviation: /(standard )?deviation|root .*(missing|left out)/,

  // Where the wrong elements are
  whereNegative: /where X (is|are) negative|X < 0|X ≤ 0/,
  wherePositive: /where X (is|are) positive|X > 0/,
  whereBelow: /where P (is|are) (less|smaller) than T|P < T/,
  whereTargetIsZero: /where T is 0/,
  sidesExchanged: /(sides?|branches) (are |is )?exchanged|other way round|wrong side/,
  signOfDY: /sign of dY/,

  // Outputs that depend on each other
  ownOutputAlone: /own output alone/,
  crossSign:
    /(other outputs|cross terms?|sum over the row).*sign|sign.*(other outputs|cross terms?|sum over the row)/,
  acrossRows: /from row to row|other rows|row before/,
  mean: /\bmean\b/,
  variance: /variance/,

  // Terms of a whole objective
  shortcut: /shortcut|off by dY/,
  penalty: /penalty|weight decay/,
  layerLeftOut: /another layer|layer (is )?left out/,
  gradientsExchanged: /gradients? (are )?exchanged/,
  termMissing: /term of the loss|another loss/,
  activationLeftOut: /(sigmoid|softmax) .*left out/,
} as const satisfies Record<string, RegExp>;

export type Cause = keyof typeof CAUSES;
