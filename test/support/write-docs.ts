import { writeFileSync } from 'node:fs';
import { renderReference } from './reference.ts';

writeFileSync(new URL('../../docs/commands.md', import.meta.url), await renderReference());
