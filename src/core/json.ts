/** A JSON object whose keys are not known. */
export type JsonObject = Record<string, unknown>;

/** The value if it has the right type, else undefined: a value of another type counts as missing. */
export type Read<T = unknown> = (value: unknown) => T | undefined;

/** How each key of an object is read. Other keys stay as they are. */
export type Reads = Readonly<Record<string, Read>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object in a JSON text; undefined if the text does not parse or holds something else. */
export function parseObject(json: string | Buffer): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(json.toString());
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export const text: Read<string> = (value) => (typeof value === 'string' ? value : undefined);

export const texts: Read<string[]> = (value) => (Array.isArray(value) ? value.filter((each) => typeof each === 'string') : undefined);

export const list: Read<unknown[]> = (value) => (Array.isArray(value) ? value : undefined);

/** The elements of an array that are objects; empty if it is not an array. */
export function objects(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** A finite number: JSON's 1e999 is parsed as infinity. */
export const number: Read<number> = (value) => (typeof value === 'number' && Number.isFinite(value) ? value : undefined);

/** A number that can be added up: not negative, and small enough to be exact. */
export const amount: Read<number> = (value) =>
  typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER ? value : undefined;

/** Reads an object key by key; `Shape` is the type of the result. */
export function fields<Shape = JsonObject>(reads: Reads): Read<Shape> {
  return (value) => (isObject(value) ? narrow<Shape>(value, reads) : undefined);
}

/** A copy without the keys whose values have the wrong type; `Shape` is the type of the result. */
export function narrow<Shape = JsonObject>(object: JsonObject, reads: Reads): Shape {
  const narrowed = { ...object };
  for (const [key, read] of Object.entries(reads)) {
    if (!(key in object)) continue;
    const value = read(object[key]);
    if (value === undefined) delete narrowed[key];
    else narrowed[key] = value;
  }
  return narrowed as Shape;
}
