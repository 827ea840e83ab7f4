/** Names for clusters by the paper's rule, and ways to get them wrong. */
import {
  type ClusterNames,
  checkClusterNames,
} from "../../../notebooks/lib/exercises/cluster-names.ts";
import type { Exercise } from "./answers.ts";

export const clusterNames: Exercise<ClusterNames> = {
  chapter: "18",
  name: "myError",
  check: checkClusterNames,
  rights: [
    [
      "with columns and rows as arrays",
      `function myError({ naming, test, K, names }) {
  const range = (c) => [...Array(c).keys()];
  const top = (v) => v.indexOf(Math.max(...v));
  for (const k of range(K))
    names[k] = naming.labels[top(range(naming.count).map((i) => naming.q[i * K + k]))];
  return (
    range(test.count).filter(
      (i) => names[top(range(K).map((k) => test.q[i * K + k]))] !== test.labels[i],
    ).length / test.count
  );
}
`,
    ],
    [
      "images outside, clusters inside",
      `const myError = ({ naming, test, K, names }) => {
  const best = Array(K).fill(0);
  for (let i = 0; i < naming.count; i++)
    for (let k = 0; k < K; k++)
      if (naming.q[i * K + k] > best[k]) {
        best[k] = naming.q[i * K + k];
        names[k] = naming.labels[i];
      }
  let right = 0;
  for (let i = 0; i < test.count; i++) {
    let c = 0,
      q = -1;
    for (let k = 0; k < K; k++)
      if (test.q[i * K + k] > q) {
        q = test.q[i * K + k];
        c = k;
      }
    right += Number(names[c] === test.labels[i]);
  }
  return 1 - right / test.count;
};
`,
    ],
    [
      "from the last image to the first",
      `function myError({ naming, test, K, names }) {
  for (let k = 0; k < K; k++) {
    let s = naming.count - 1;
    for (let i = s; i >= 0; i--) if (naming.q[i * K + k] > naming.q[s * K + k]) s = i;
    names[k] = naming.labels[s];
  }
  let error = 0;
  for (let i = 0; i < test.count; i++) {
    const row = Array.from(test.q.subarray(i * K, i * K + K));
    if (names[row.indexOf(Math.max(...row))] !== test.labels[i]) error += 1 / test.count;
  }
  return error;
}
`,
    ],
  ],
  mistakes: [
    [
      "the image for its label",
      "naming.labels[surest]",
      "surest",
      "names[0] is 27, and should be 3; 3 of 4 numbers are wrong. Those are the numbers of the images: the name is the label of that image.",
    ],
    [
      "the test images name",
      "i < naming.count; i++) {\n      if (naming.q[i * K + k] > naming.q[surest * K + k]) surest = i;\n    }\n    names[k] = naming.labels[surest]",
      "i < test.count; i++) {\n      if (test.q[i * K + k] > test.q[surest * K + k]) surest = i;\n    }\n    names[k] = test.labels[surest]",
      "names[3] is 5, and should be 6; 1 of 4 numbers is wrong. The test images have given the names: they are what is judged, so others must name.",
    ],
    [
      "the label from the test images",
      "naming.labels[surest]",
      "test.labels[surest]",
      "names[0] is 4, and should be 3; 3 of 4 numbers are wrong. The surest image is one of those that name, and its label is taken from the test images.",
    ],
    [
      "the least sure",
      "> naming.q[surest * K + k]",
      "< naming.q[surest * K + k]",
      "names[0] is 6, and should be 3; 4 of 4 numbers are wrong. Those are the labels of the images that are least sure.",
    ],
    [
      "only images that chose the cluster",
      "if (naming.q[i * K + k] >",
      "const row = Array.from(naming.q.slice(i * K, i * K + K));\n      const mine = row.indexOf(Math.max(...row)) === k;\n      if (mine && naming.q[i * K + k] >",
      "names[2] is 6, and should be 5; 1 of 4 numbers is wrong. Only images that chose a cluster are asked about it: cluster 2 is nobody's first choice here, and is named all",
    ],
    [
      "only images that chose it, from none",
      "let surest = 0;\n    for (let i = 1; i < naming.count; i++) {\n      if (naming",
      "let surest = -1;\n    for (let i = 0; i < naming.count; i++) {\n      const row = Array.from(naming.q.slice(i * K, i * K + K));\n      if (row.indexOf(Math.max(...row)) !== k) continue;\n      if (surest < 0 || naming",
      "names[2] is NaN, and should be 5; 1 of 4 numbers is wrong. Only images that chose a cluster are asked about it: cluster 2 is nobody's first choice here, and is named all",
    ],
    [
      "by majority",
      "let surest = 0;\n    for (let i = 1; i < naming.count; i++) {\n      if (naming.q[i * K + k] > naming.q[surest * K + k]) surest = i;\n    }\n    names[k] = naming.labels[surest]",
      "const votes = Array(10).fill(0);\n    for (let i = 0; i < naming.count; i++) {\n      const row = Array.from(naming.q.slice(i * K, i * K + K));\n      if (row.indexOf(Math.max(...row)) === k) votes[naming.labels[i]]++;\n    }\n    names[k] = votes.every((v) => v === 0) ? 0 : votes.indexOf(Math.max(...votes))",
      "names[1] is 5, and should be 4; 2 of 4 numbers are wrong. Those are the names by majority: the paper asks the one image that is surest of the cluster.",
    ],
    [
      "no names",
      "names[k] = naming.labels[surest];",
      "",
      "names[0] is -1, and should be 3; 4 of 4 numbers are wrong. They are as they were: are they written?",
    ],
    [
      "the cluster's own number",
      "naming.labels[surest]",
      "k",
      "names[0] is 0, and should be 3; 4 of 4 numbers are wrong. Every cluster has its own number for a name: whose label is it?",
    ],
    [
      "nobody is asked",
      "naming.q[i * K + k] > naming.q[surest * K + k]",
      "naming.q[i * K + k] < 0",
      "names[0] is 6, and should be 3; 3 of 4 numbers are wrong.",
    ],
    [
      "rows and columns exchanged",
      "naming.q[i * K + k] > naming.q[surest * K + k]",
      "naming.q[k * naming.count + i] > naming.q[k * naming.count + surest]",
      "names[0] is 4, and should be 3; 4 of 4 numbers are wrong.",
    ],
    [
      "the rows of one column",
      "naming.q[i * K + k] > naming.q[surest * K + k]",
      "naming.q[i * K] > naming.q[surest * K]",
      "names[1] is 3, and should be 4; 3 of 4 numbers are wrong.",
    ],
    [
      "the last cluster has no name",
      "for (let k = 0; k < K; k++) {\n    let surest",
      "for (let k = 0; k < K - 1; k++) {\n    let surest",
      "names[3] is -1, and should be 6; 1 of 4 numbers is wrong.",
    ],
    [
      "half of the images",
      "i < naming.count",
      "i < naming.count / 2",
      "names[2] is 3, and should be 5; 1 of 4 numbers is wrong.",
    ],
    [
      "the first that is surer",
      "surest = i;\n",
      "{\n        surest = i;\n        break;\n      }\n",
      "names[1] is 3, and should be 4; 2 of 4 numbers are wrong.",
    ],
    [
      "the share that is right",
      "!== test",
      "=== test",
      "The error is 0.725, and should be 0.275. That is the share that is right.",
    ],
    [
      "a count, no share",
      "return wrong / test.count",
      "return wrong",
      "The error is 11, and should be 0.275. That is the number of images: divide it by how many there are.",
    ],
    [
      "in percent",
      "return wrong / test.count",
      "return (100 * wrong) / test.count",
      "The error is 27.5, and should be 0.275. That is in percent; return the share.",
    ],
    [
      "the naming images are counted",
      "for (let i = 0; i < test.count; i++) {",
      "test = naming;\n  for (let i = 0; i < test.count; i++) {",
      "The error is 0.466667, and should be 0.275. The images that gave the names are counted: the test images are meant.",
    ],
    [
      "divided by the naming images",
      "wrong / test.count",
      "wrong / naming.count",
      "The error is 0.366667, and should be 0.275. It is divided by the number of the images that name; the test images are counted.",
    ],
    [
      "divided by the clusters",
      "wrong / test.count",
      "wrong / K",
      "The error is 2.75, and should be 0.275. It is divided by the number of clusters: divide by that of images.",
    ],
    [
      "the cluster for its name",
      "names[cluster] !==",
      "cluster !==",
      "The error is 0.975, and should be 0.275. Labels are compared with the numbers of clusters: compare them with the clusters' names.",
    ],
    [
      "the least sure cluster",
      "> test.q[i * K + cluster]",
      "< test.q[i * K + cluster]",
      "The error is 0.875, and should be 0.275. Every image is put into the cluster that it is least sure of.",
    ],
    [
      "the first cluster is never left",
      "> test.q[i * K + cluster]",
      "> 1",
      "The error is 0.8, and should be 0.275. The clusters are those that the naming images chose: the test images choose their own.",
    ],
    [
      "test images in the naming images' clusters",
      "test.q[i * K + k] > test.q[i * K + cluster]",
      "naming.q[(i % naming.count) * K + k] > naming.q[(i % naming.count) * K + cluster]",
      "The error is 0.8, and should be 0.275. The clusters are those that the naming images chose: the test images choose their own.",
    ],
    [
      "the first test image is left out",
      "let i = 0; i < test.count",
      "let i = 1; i < test.count",
      "The error is 0.25, and should be 0.275. One image of each cluster is counted: count all test images.",
    ],
    [
      "the last test image is left out",
      "i < test.count; i++",
      "i < test.count - 1; i++",
      "The error is 0.25, and should be 0.275. One image of each cluster is counted: count all test images.",
    ],
    [
      "nothing is returned",
      "return wrong / test.count;",
      "",
      "The error is undefined; return a number.",
    ],
    [
      "a second cluster is never looked at",
      "let k = 1; k < K; k++) {\n      if (test",
      "let k = 2; k < K; k++) {\n      if (test",
      "The error is 0.45, and should be 0.275.",
    ],
    [
      "labels of the naming images",
      "names[cluster] !== test.labels[i]",
      "names[cluster] !== naming.labels[i]",
      "The error is 0.8, and should be 0.275. The clusters are those that the naming images chose: the test images choose their own.",
    ],
  ],
};
