/** An object of unknown JSON. */
export type JsonObject = Record<string, unknown>;

/** The value, if it is of the right type; else undefined: a value of another type counts as absent. */
export type Read<T = unknown> = (value: unknown) => T | undefined;

/** How each key of an object is read. Keys that are not named stay as they are. */
export type Reads = Readonly<Record<string, Read>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A JSON text as an object; undefined for text that does not parse, and for JSON of another type. */
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

/** Those elements of an array that are objects; none where it is no array. */
export function objects(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** Any number but NaN and infinity: JSON's 1e999 is read as infinity. */
export const number: Read<number> = (value) => (typeof value === 'number' && Number.isFinite(value) ? value : undefined);

/** A number that can be added up: not negative, not beyond what is exact. */
export const amount: Read<number> = (value) =>
  typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER ? value : undefined;

/** An object whose keys are read one by one; `Shape` says what comes of it. */
export function fields<Shape = JsonObject>(reads: Reads): Read<Shape> {
  return (value) => (isObject(value) ? narrow<Shape>(value, reads) : undefined);
}

/** A copy without the keys whose values are of the wrong type; `Shape` says what comes of it. */
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
