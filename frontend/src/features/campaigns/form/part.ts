/** A part of the plan as a form sees it: what it says, where in the plan it lies, and how to say something else there. */
export interface Part<Value> {
  value: Value;
  path: string;
  put: (value: Value) => void;
}

/** What lies under a key. */
export const at = <Whole extends object, Key extends keyof Whole & string>(
  part: Part<Whole>,
  key: Key,
): Part<Whole[Key]> => ({
  value: part.value[key],
  path: `${part.path}.${key}`,
  put: (value) => part.put({ ...part.value, [key]: value }),
});

/** The same part where it is known to be there. */
export const present = <Value>({ path, put }: Part<Value | undefined>, value: Value): Part<Value> => ({
  path,
  put,
  value,
});

export interface Item<Value> extends Part<Value> {
  order: number;
  remove: () => void;
}

/** Every one of a list. */
export const each = <Value>(part: Part<Value[]>): Item<Value>[] =>
  part.value.map((value, order) => ({
    value,
    order,
    path: `${part.path}.${order}`,
    put: (changed) => part.put(part.value.with(order, changed)),
    remove: () => part.put(part.value.toSpliced(order, 1)),
  }));

/** One more at the end of a list. */
export const add = <Value>(part: Part<Value[]>, value: Value) => part.put([...part.value, value]);

const KINDS = new Set(
  (
    'ALL ANY NOT HOLDS HOLDS_BUNDLE TIER ENDS ENDED BOUGHT SPENT RENEWS LOCALE ZONE TAG ATTRIBUTE USED ' +
    'MEMBER_SINCE CAMPAIGN MEMBERS PERCENT AMOUNT BONUS GIFT NONE'
  ).split(' '),
);

/** A place as the hub tells it, which also names the kinds of what it passes, as the forms know it. */
export const placeOf = (field: string) =>
  field
    .split('.')
    .filter((word) => !KINDS.has(word))
    .join('.');
