// Points and buckets of curves: a bucket is a list of count, NaNs and last, first, min and max point.
const pointOf = (row, at) => (row[at] === null || row[at] === undefined ? null : { step: Number(row[at]), exactStep: row[at], time: Number(row[at + 1]), value: Number(row[at + 2]) });

const bucketOf = (row) => {
  const last = pointOf(row, 2);
  if (row.length > 5) return { count: row[0], nans: row[1], last, first: pointOf(row, 5), min: pointOf(row, 8), max: pointOf(row, 11) };
  const known = row[1] ? null : last;
  return { count: row[0], nans: row[1], last, first: last, min: known, max: known };
};

export const inOrder = (one, other) => one.step - other.step || one.time - other.time;
export const known = (bucket) => [bucket.first, ...(bucket.min ? [bucket.min, bucket.max] : []), bucket.last];

// The curves of an answer. Those without points have no place in the legend, which numbers the others.
export const curvesOf = (answer) => answer.curves.filter((curve) => curve.buckets.length).map((curve, index) => ({
  ...curve, key: index + 1, dash: curve.dash ? curve.dash.split(" ").map(Number) : [], buckets: curve.buckets.map(bucketOf),
}));
