import { isObject } from './json.ts';

/** What the value of a setting holds, or the file or folder that it names. */
export type SettingContent = 'mcp-servers' | 'claude-settings' | 'agents' | 'json-schema' | 'text' | 'plugin' | 'directory';

/** Contents that are JSON. `expected` follows "must be". */
const shapes: { [Content in SettingContent]?: { expected: string; fits(value: unknown): boolean } } = {
  'mcp-servers': {
    expected: 'a JSON object with "mcpServers", an object of servers',
    fits: (value) => isObject(value) && isObject(value.mcpServers) && Object.values(value.mcpServers).every(isObject),
  },
  'claude-settings': { expected: 'a JSON object', fits: isObject },
  agents: {
    expected: 'a JSON object of agents, each an object with "description" and "prompt"',
    fits: (value) => isObject(value) && Object.values(value).every(isAgent),
  },
  'json-schema': { expected: 'a JSON Schema, an object', fits: isSchema },
};

/**
 * What is wrong with JSON that is to hold this, as a sentence without its subject; undefined if nothing is, or it is not to be JSON.
 * Claude takes no comments and no trailing commas: 2.1.329 starts without such a settings file, and says nothing.
 */
export function problemOfJson(content: SettingContent, json: string): string | undefined {
  const shape = shapes[content];
  if (!shape) return undefined;
  try {
    const value: unknown = JSON.parse(json.replace(/^\ufeff/, ''));
    return shape.fits(value) ? undefined : `must be ${shape.expected}`;
  } catch (cause) {
    return `must be ${shape.expected}; it is not valid JSON: ${(cause as Error).message}`;
  }
}

/** Whether a value is JSON text, and not the path of a file, as Claude tells them apart. */
export function isJsonText(content: SettingContent, value: string): boolean {
  return content === 'json-schema' || (shapes[content] !== undefined && /^\s*[{[]/.test(value));
}

function isAgent(value: unknown): boolean {
  return isObject(value) && typeof value.description === 'string' && typeof value.prompt === 'string';
}

const schemaTypes: readonly unknown[] = ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string'];

/** The mistakes that are made by hand: a type that there is not, properties that are no object. Claude checks the rest. */
function isSchema(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { type, properties, required } = value;
  const areTypes = type === undefined || (Array.isArray(type) ? type : [type]).every((each) => schemaTypes.includes(each));
  const areProperties = properties === undefined || (isObject(properties) && Object.values(properties).every(isSchemaOrSwitch));
  const areNames = required === undefined || (Array.isArray(required) && required.every((each) => typeof each === 'string'));
  return areTypes && areProperties && areNames;
}

function isSchemaOrSwitch(value: unknown): boolean {
  return typeof value === 'boolean' || isSchema(value);
}
