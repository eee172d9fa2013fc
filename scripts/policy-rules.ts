// Writes docs/policy-rules.md from the rules of the linter. A test holds that the file is current.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { rulesPage } from '../src/domain/policy/lint/rules-page.ts';

const file = join(import.meta.dirname, '../docs/policy-rules.md');
const options = await resolveConfig(file);
writeFileSync(file, await format(rulesPage(), { ...options, filepath: file }));
