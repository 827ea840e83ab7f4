import { describe, expect, test } from "vitest";
import { examplesOfTables, openCsv, readCsv } from "../../src/data/csv.ts";
import type { CsvOptions } from "../../src/data/csv-layout.ts";
import { writeCsv } from "../../src/data/write-csv.ts";
import { InputError } from "../../src/input-error.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const read = (text: string, options?: CsvOptions) => readCsv([bytes(text)], "a.csv", options);

describe("a table is read", () => {
  test("with the names of its columns", () => {
    expect(read("a,b\n1,2\n3.5,-4e-1\n")).toEqual({
      count: 2,
      inputs: 2,
      values: Float32Array.of(1, 2, 3.5, -0.4),
      labels: null,
      columnNames: ["a", "b"],
    });
  });

  test("without names, if a cell of the first line is a number", () => {
    expect(read("1,2\n3,4\n")).toMatchObject({ count: 2, columnNames: null });
    const flowers = read("5.1,3.5,setosa\n4.9,3,virginica\n", { label: "3" });
    expect(flowers).toMatchObject({ count: 2, inputs: 2, labels: ["setosa", "virginica"] });
  });

  test("with a first line that is said to be names, or said to be none", () => {
    expect(read("2019,2020\n1,2\n", { header: true }).columnNames).toEqual(["2019", "2020"]);
    const { columnNames, labels } = read("x,y\nx,z\n".replaceAll("x", "1"), {
      header: false,
      label: "2",
    });
    expect([columnNames, labels]).toEqual([null, ["y", "z"]]);
  });

  test("with labels, and without the columns that are left out", () => {
    const table = read("id,a,kind,b\n1,2,dog,3\n4,5, cat ,6\n", { label: "kind", omit: ["id"] });
    expect(table.columnNames).toEqual(["a", "b"]);
    expect([...table.values]).toEqual([2, 3, 5, 6]);
    expect(table.labels).toEqual(["dog", "cat"]);
  });

  test("with what is left out unread, be it text or missing", () => {
    expect([...read("1,,2\n3,x,4\n", { omit: ["2"] }).values]).toEqual([1, 2, 3, 4]);
  });

  test.each([
    [",", "a,b\n1,2\n"],
    [";", "a;b\n1;2\n"],
    ["\t", "a\tb\n1\t2\n"],
    [", although the names have more ;", '"a;;",b\n1,2\n'],
  ])("separated by %j", (_, text) => {
    expect([...read(text).values]).toEqual([1, 2]);
  });

  test("separated by whatever is said", () => {
    expect([...read("a|b\n1|2\n", { delimiter: "|" }).values]).toEqual([1, 2]);
  });

  test.each([
    ["\n", "\n"],
    ["\r\n", "\r\n"],
    ["\r", "\r"],
    ["a mixture", "\r\n", "\n"],
  ])("with lines that end in %j", (_, first, second = first) => {
    for (const end of ["", second, second + second]) {
      const table = read(`a,"b"${first}1,"2"${second}3,"4"${end}`);
      expect(table.columnNames).toEqual(["a", "b"]);
      expect([...table.values]).toEqual([1, 2, 3, 4]);
    }
  });

  test("with a byte order mark, quotes, blanks and line breaks in names", () => {
    const table = read('\u{feff}"a ""x""\nin °C", b \n" 1 ", 2\n');
    expect(table.columnNames).toEqual(['a "x"\nin °C', "b"]);
    expect([...table.values]).toEqual([1, 2]);
  });

  test.each([" ", "\r", " \r", "\t "])("with %j after its last quote", (end) => {
    for (const line of ["\n", "\r\n"]) {
      expect([...read(`a,b${line}"1","2"${end}`).values]).toEqual([1, 2]);
    }
    expect([...read(`a,b\r"1","2"${end}`).values]).toEqual([1, 2]);
  });

  test.each([
    ["\n", "\n"],
    ["\r", "\r"],
    ["\n", "\r"],
    ["\r", "\n"],
  ])("with %j and other delimiters in its first name, and lines that end in %j", (inside, end) => {
    const name = `Temp, inner, air${inside}(outer)`;
    const table = read(`"${name}";b${end}1;2${end}3;4${end}`);
    expect(table.columnNames).toEqual([name, "b"]);
    expect([...table.values]).toEqual([1, 2, 3, 4]);
  });

  test("with numbers as they are written", () => {
    const cells = ["+1", "-.5", "3.", "1e3", "1E-3", "00012", "-0"];
    expect([...read(cells.join("\n"), { header: false }).values]).toEqual([
      ...Float32Array.of(1, -0.5, 3, 1000, 0.001, 12, -0),
    ]);
  });

  test("with a million columns", () => {
    const row = Array.from({ length: 1_000_000 }, (_, i) => i % 1000).join(",");
    const table = readCsv(split(bytes(`${row}\n${row}\n`), 2 ** 16), "a.csv");
    expect([table.count, table.inputs, table.values[1_999_999]]).toEqual([2, 1_000_000, 999]);
  });
});

const split = (file: Uint8Array, length: number) =>
  Array.from({ length: Math.ceil(file.length / length) }, (_, i) =>
    file.subarray(i * length, (i + 1) * length),
  );

describe("columns by name", () => {
  test("are never taken by number", () => {
    const columns = ["1", "2", "3"];
    for (const text of ["1,y,3\n5,6,7\n", "x,y,z\n5,6,7\n"]) {
      expect(() => read(text, { header: true, columns })).toThrow(/has no column "[12]"/);
    }
    expect(read("3,1,2\n5,6,7\n", { header: true, columns }).values).toEqual(
      Float32Array.of(6, 7, 5),
    );
  });

  test("leave a label's number to the labels, unless it is that of an input", () => {
    const labelsOf = (text: string) =>
      read(text, { header: true, columns: ["a", "b"], label: "3" }).labels;
    expect(labelsOf("a,b,kind\n1,2,good\n3,4,fault\n")).toEqual(["good", "fault"]);
    for (const text of ["a,b\n1,2\n", "kind,a,b\ngood,1,2\n"]) expect(labelsOf(text)).toBe(null);
    expect(labelsOf("a,b,c,3\n1,2,x,y\n")).toEqual(["y"]);
  });

  test("stand there once", () => {
    const two = /has two columns "l"; give each a name of its own/;
    expect(() => read("a,l,l\n1,2,3\n", { label: "l" })).toThrow(two);
    expect(() => read("a,l,l\n1,2,3\n", { omit: ["l"] })).toThrow(two);
    expect(() => read("l,l,b\n1,2,3\n", { columns: ["l"] })).toThrow(two);
  });
});

test.each(["", '"', "\n", "\r"])("the delimiter %j is refused, and nothing hangs", (delimiter) => {
  expect(() => read('"a",b\n1,2\n', { delimiter })).toThrow(InputError);
  expect(() => read('"a",b\n1,2\n', { delimiter })).toThrow("is to stand between two cells");
});

test("a line without an end is refused before it fills the memory", () => {
  const piece = new Uint8Array(2 ** 24).fill(97);
  expect(() => readCsv(new Array(5).fill(piece), "a.csv")).toThrow(
    'line 1 of "a.csv" is longer than 67108864 characters',
  );
});

describe("a table that comes in one piece", () => {
  test("becomes text a slice at a time: what stands first is there before a fault at the end", () => {
    const file = bytes("1,2\n".repeat(2 ** 19));
    file[file.length - 1] = 0xff;
    const chunks = openCsv([file], "a.csv").chunks[Symbol.iterator]();
    expect(chunks.next().value?.count).toBe(2 ** 17);
    expect(() => [...{ [Symbol.iterator]: () => chunks }]).toThrow("it is not text in UTF-8");
  });

  test("may have a character where a slice ends", () => {
    const file = bytes(`1,${"x".repeat(2 ** 20 - 3)}ä\n`);
    expect([file[2 ** 20 - 1], file[2 ** 20]]).toEqual([0xc3, 0xa4]);
    expect(readCsv([file], "a.csv", { label: "2" }).labels?.[0].slice(-2)).toBe("xä");
  });
});

/** The pieces of a table without end, and whether somebody has let go of it. */
function endless(text: string) {
  let closed = false;
  const pieces = function* () {
    try {
      for (;;) yield bytes(text.repeat(100_000));
    } finally {
      closed = true;
    }
  };
  return { pieces: pieces(), closed: () => closed };
}

describe("a table that comes in pieces", () => {
  const text = 'ä,"b\n""c""",l\r\n1,"2",x\r\n3,4,"y ""\r\nz"\n\r\n';

  test("is the same, wherever it is cut", () => {
    const whole = read(text, { label: "l" });
    expect(whole).toMatchObject({ count: 2, labels: ["x", 'y "\r\nz'] });
    const file = bytes(text);
    for (let cut = 1; cut < file.length; cut++) {
      const pieces = [file.subarray(0, cut), file.subarray(cut)];
      expect(readCsv(pieces, "a.csv", { label: "l" })).toEqual(whole);
    }
    expect(readCsv(split(file, 1), "a.csv", { label: "l" })).toEqual(whole);
  });

  test("comes in chunks of rows", () => {
    const lines = Array.from({ length: 3000 }, (_, i) => `${i},${"1,".repeat(199)}k${i % 3}`);
    const { inputs, chunks } = openCsv(split(bytes(lines.join("\n")), 999), "a.csv", {
      label: "201",
    });
    const all = [...chunks];
    expect(inputs).toBe(200);
    expect(all.map(({ first, count }) => [first, count])).toEqual([
      [0, 1310],
      [1310, 1310],
      [2620, 380],
    ]);
    expect(all[2].labels?.[379]).toBe("k2");
    expect(all.flatMap(({ values }) => [...values].filter((_, i) => i % 200 === 0))).toEqual(
      lines.map((_, i) => i),
    );
  });

  test("is let go of when the reader stops", () => {
    const file = endless("1,2\n");
    for (const _ of openCsv(file.pieces, "a.csv").chunks) break;
    expect(file.closed()).toBe(true);
  });

  test("is let go of when nobody reads it", () => {
    const file = endless("1,2\n");
    const { chunks, close } = openCsv(file.pieces, "a.csv");
    close?.();
    expect(file.closed()).toBe(true);
    expect([...chunks]).toEqual([]);
  });

  test.each<[string, string, CsvOptions]>([
    ["its columns are", "1,2\n", { label: "kind" }],
    ["its first line is", "\n1,2\n", {}],
    ["its delimiter is", "1,2\n", { delimiter: "" }],
  ])("is let go of when %s refused", (_, text, options) => {
    const file = endless(text);
    expect(() => openCsv(file.pieces, "a.csv", options)).toThrow(InputError);
    expect(file.closed()).toBe(true);
  });
});

describe("a table is refused", () => {
  test.each<[string, string, string, CsvOptions?]>([
    ["empty", "", '"a.csv" is empty'],
    ["a byte order mark alone", "\u{feff}", '"a.csv" is empty'],
    ["names alone", "a,b\n", '"a.csv" has no rows below its first line'],
    ["blank lines alone", "\n\n", 'line 1 of "a.csv" is empty; start the table'],
    ["a missing value", "a,b\n1,2\n3,\n", 'line 3 of "a.csv" has no value in column 2 ("b")'],
    ["a missing value in words", "1,2\n3,n/a\n", 'has no value, only "n/a", in column 2; mend'],
    ["NaN", "a,b\n1,2\nnan,4\n", 'line 3 of "a.csv" has no value, only "nan", in column 1 ("a")'],
    ["an infinity", "1,2\n3,-Inf\n", 'line 2 of "a.csv" has an infinity, "-Inf", in column 2'],
    ["a large number", "1,2\n3,1e39\n", 'has "1e39", which is too large for a 32-bit float, in'],
    ["a very large number", "1,2\n3,1e999\n", 'has "1e999", which is too large for a 32-bit'],
    ["a word", "a,b\n1,red\n", 'line 2 of "a.csv" has "red", which is not a number, in column 2'],
    ["a decimal comma", "a;b\n1;2,5\n", 'has "2,5", whose comma should be a point, in column 2'],
    ["a JavaScript number", "a,b\n1,0x10\n", '"0x10", which is not a number'],
    [
      "a missing label",
      "a,l\n1,x\n2,\n",
      'line 3 of "a.csv" has no value in column 2 ("l")',
      {
        label: "l",
      },
    ],
    ["fewer cells", "a,b\n1,2\n3\n", 'line 3 of "a.csv" has 1 cells, but the first line has 2'],
    ["more cells", "1,2\n3,4,5\n", 'line 2 of "a.csv" has 3 cells, but the first line has 2'],
    ["a line break in quotes, then a word", 'a,b\n"1\n",2\nx,y\n', 'line 4 of "a.csv" has "x"'],
    [
      "a line break in quotes, on another system",
      'a,b\r"1\r",2\rx,3\r',
      'line 4 of "a.csv" has "x"',
    ],
    ["a blank line between", "a,b\n1,2\n\n3,4\n", 'line 3 of "a.csv" is empty, but rows follow'],
    ["an open quote", 'a,b\n1,2\n"3,4\n', 'line 3 of "a.csv" has a quote that is not closed'],
    ["a quote in quotes", 'a,b\n1,"2"3"\n', 'line 2 of "a.csv" has a quote that is not closed'],
    [
      "no such column",
      "class,b\n1,2\n",
      'no column "clas"; the nearest is "class"',
      {
        label: "clas",
      },
    ],
    [
      "no such column by number",
      "1,2\n",
      'no column "3"; name one of its 2 columns',
      { label: "3" },
    ],
    ["nothing but labels", "1,2\n", "no column left for inputs", { label: "1", omit: ["2"] }],
    ["an index without a name", ",b\n0,2\n", "no name for column 1 in its first line"],
    ["a name twice", "a,b,a\n1,2,3\n", 'two columns "a"'],
    ["a web page", "<!DOCTYPE html>", "it is a web page; export the table as CSV"],
    ["a spreadsheet", "PK\u0003\u0004", "it is a zip archive; export the table as CSV"],
  ])("with %s", (_, text, sentence, options) => {
    const action = () => read(text, options);
    expect(action).toThrow(InputError);
    expect(action).toThrow(sentence);
    expect(action).toThrow(/^[^\n]*"a.csv" [^\n]*\.$/);
  });

  test("in another encoding", () => {
    const latin = Uint8Array.of(0x61, 0xe4, 0x0a, 0x31, 0x0a);
    expect(() => readCsv([latin], "a.csv")).toThrow("it is not text in UTF-8; save it as CSV");
    const cut = bytes("1,ä").subarray(0, -1);
    expect(() => readCsv([cut], "a.csv")).toThrow("it is not text in UTF-8");
    const utf16 = Uint8Array.of(0xff, 0xfe, 0x31, 0, 0x0a, 0);
    expect(() => readCsv([utf16], "a.csv")).toThrow("it is text in UTF-16; save it as CSV");
  });

  test("even if the quote is opened at the start of a long file", () => {
    const file = bytes(`"${"1,2\n".repeat(500_000)}`);
    expect(() => readCsv(split(file, 2 ** 12), "a.csv")).toThrow("line 1");
  });
});

describe("a refusal says what may be said of the table", () => {
  const refusal = (text: string, options?: CsvOptions): string => {
    try {
      return `${read(text, options).count} rows`;
    } catch (error) {
      return error instanceof InputError ? error.message : String(error);
    }
  };

  test("that its first line names the columns, unless that is settled", () => {
    const index = ",0,1\n0,4,5\n";
    expect(refusal(index)).toBe(
      'line 1 of "a.csv" has no value in column 1; mend or remove the line, or say that it names the columns (header), or train without the column (omit) or with it as the labels (label).',
    );
    expect(refusal(index, { label: "1" })).toMatch(
      /; mend or remove the line, or say that it names the columns \(header\)\.$/,
    );
    expect(refusal(index, { header: false })).not.toContain("(header)");
    expect(refusal("1,2\n,4\n")).not.toContain("(header)");
    expect(refusal(index, { header: true })).toContain("omit it by its number, 1");
  });

  test("what separates cells, unless that is settled", () => {
    expect(refusal("1,5;2,5\n")).toBe(
      'line 1 of "a.csv" has "5;2", which is not a number, in column 2; mend or remove the line, or say what separates cells (delimiter).',
    );
    for (const text of ["a b c\n1 2 3\n", "a|b\n1|2.5\n"]) {
      expect(refusal(text)).toMatch(/which is not a number.*, or say what separates cells \(delim/);
    }
    expect(refusal("1,5;2,5\n", { delimiter: "," })).not.toContain("(delimiter)");
    expect(refusal("a;b\n1;2,5\n")).not.toContain("(delimiter)");
    expect(refusal("Temp, C;p\n3;4\n")).toBe(
      'line 2 of "a.csv" has 1 cells, but the first line has 2; give each row one cell for each column, or say what separates cells (delimiter).',
    );
    expect(refusal("a,b\n3\n", { delimiter: "," })).toMatch(/; give each row one cell .*column\.$/);
  });

  test("which columns are left out, unless a model knows its inputs", () => {
    expect(refusal("a,b\n1,red\n")).toMatch(/, or train without the column \(omit\)/);
    for (const cells of ["1,red", "1,2|3"]) {
      const text = `a,b\n${cells}\n`;
      expect(refusal(text, { columns: ["b"] })).toMatch(/; mend or remove the line\.$/);
    }
    expect(refusal("a,b\n1\n", { columns: ["b"] })).toMatch(/; give each row .* column\.$/);
  });
});

test("a refusal advises to say nothing else of a table where all is settled", () => {
  const refusal = (text: string, options?: CsvOptions) => {
    try {
      return `${read(text, { ...options, settled: true }).count} rows`;
    } catch (error) {
      return String(error).replace(/^.*; /, "");
    }
  };
  const [mend, remove] = ["mend or remove the line", "remove the column, if it is one too many"];
  const like = "give it the columns that the model learned from.";
  expect(refusal("a,b\n1,red\n")).toBe(`${mend}, or ${remove}.`);
  expect(refusal("1,5;2,5\n")).toBe(`${mend}, or ${remove}.`);
  expect(refusal(",0,1\n0,4,5\n")).toBe(`${mend}, or ${remove}.`);
  expect(refusal(",0,1\n0,4,5\n", { label: "1" })).toBe(`${mend}.`);
  expect(refusal("a,b\n1,red\n", { columns: ["b"] })).toBe(`${mend}.`);
  expect(refusal("a,b\n3\n")).toBe("give each row one cell for each column.");
  expect(refusal(",a\n0,4\n")).toBe("name it, or remove the column.");
  for (const text of ["1,2\n", "a,b\n1,2\n"]) expect(refusal(text, { omit: ["3"] })).toBe(like);
  expect(refusal("1,2\n", { omit: ["1"], label: "2" })).toBe(like);
  expect(refusal("a\n1000000001\n1000000003\n")).toBe("subtract 1000000001 from each.");
});

describe("tables become examples", () => {
  test("whose labels mean the same in all of them", () => {
    const options = { label: "kind" };
    const tables = ["a,kind\n1,dog\n2,cat\n", "a,kind\n3,ant\n"].map((text) => read(text, options));
    const [train, held] = examplesOfTables(tables, "a.csv");
    expect(train).toEqual({
      count: 2,
      inputs: 1,
      image: null,
      values: Float32Array.of(1, 2),
      labels: Uint8Array.of(2, 1),
      classNames: ["ant", "cat", "dog"],
      columnNames: ["a"],
    });
    expect(held.labels).toEqual(Uint8Array.of(0));
    expect(held.classNames).toEqual(train.classNames);
  });

  test("whose labels only some of them have", () => {
    const options = { label: "kind", columns: ["a"] };
    const tables = ["a\n1\n", "a,kind\n3,ant\n4,cat\n"].map((text) => read(text, options));
    const [train, held] = examplesOfTables(tables, "a.csv");
    expect([train.labels, held.labels]).toEqual([null, Uint8Array.of(0, 1)]);
    expect(held.classNames).toEqual(["ant", "cat"]);
  });

  test("without labels where none were named", () => {
    const [examples] = examplesOfTables([read("1,2\n")], "a.csv");
    expect([examples.labels, examples.classNames]).toEqual([null, null]);
  });
});

describe("a table is written", () => {
  test("in as few digits as tell its numbers apart, and read again as it was", () => {
    const values = Float32Array.of(0.1, 1 / 3, -1e-20, 16777215, 3.4028235e38, 1.17549435e-38);
    const text = writeCsv(values, 2, ["a", 'b "x", y']);
    expect(text.split("\n")).toEqual([
      'a,"b ""x"", y"',
      "0.1,0.33333334",
      "-1e-20,16777215",
      "3.4028235e+38,1.1754944e-38",
      "",
    ]);
    const { values: again, columnNames } = read(text);
    expect(again).toEqual(values);
    expect(columnNames).toEqual(["a", 'b "x", y']);
  });

  test("without names if there are none", () => {
    expect(writeCsv(Float32Array.of(1, 2), 1, null)).toBe("1\n2\n");
  });
});

describe("numbers that 32 bits cannot tell apart", () => {
  const column = (numbers: readonly number[]) =>
    read(`a,b\n${numbers.map((x) => `${x},1`).join("\n")}\n`);

  test("are refused, where they are a column of a table", () => {
    const seconds = Array.from({ length: 200 }, (_, i) => 1_700_000_000 + i);
    expect(() => column(seconds)).toThrow(
      'The column "a" of "a.csv" has numbers from 1700000000 to 1700000199, which 32 bits round by up to 64; subtract 1700000000 from each, or leave the column out (omit).',
    );
  });

  test("and others are read, rounded as they are: far apart, all the same, or small", () => {
    for (const numbers of [
      [1.7e9, 1.8e9],
      [1_700_000_001, 1_700_000_001],
      [0.1, 0.2, 0.3],
      [16_777_217, 1],
    ]) {
      expect(column(numbers).values[0]).toBe(Math.fround(numbers[0]));
    }
  });

  test("are read where that is asked for", () => {
    const narrow = "a\n1000000001\n1000000003\n";
    expect(() => read(narrow)).toThrow("32 bits round");
    expect(read(narrow, { rounded: true }).values).toEqual(Float32Array.of(1e9, 1e9));
  });

  test("are left out by choosing other columns, where a model knows its inputs", () => {
    expect(() => read("a\n1000000001\n1000000003\n", { columns: ["a"] })).toThrow(
      /; subtract 1000000001 from each\.$/,
    );
  });
});
