/** The Access page's address. Pure. */
import { ACCESS_ROLES } from '../../../domain/policy/access-roles.ts';
import { paths } from '../../paths.ts';
import type { Shown } from './access-model.ts';

export interface AccessSearch extends Shown {
  /** Key id; and ARN. One side at most is looked at from. */
  readonly key: string | null;
  readonly who: string | null;
  /** Parts of the address that mean nothing here. */
  readonly ignored: readonly string[];
}

export const WHOLE: AccessSearch = {
  text: '',
  role: null,
  unused: false,
  sort: 'name',
  key: null,
  who: null,
  ignored: [],
};

const NAMES = ['q', 'key', 'who', 'role', 'show', 'sort'];

export function parseAccessSearch(search: URLSearchParams): AccessSearch {
  const ignored = [...new Set(search.keys())].filter((name) => !NAMES.includes(name));
  const wanted = search.get('role');
  const role = ACCESS_ROLES.find((each) => each === wanted) ?? null;
  if (wanted !== null && role === null) ignored.push(`role ${wanted}`);
  const key = search.get('key');
  return {
    text: (search.get('q') ?? '').slice(0, 256),
    role,
    unused: search.get('show') === 'unused',
    sort: search.get('sort') === 'reach' ? 'reach' : 'name',
    key,
    who: key === null ? search.get('who') : null,
    ignored,
  };
}

export const accessPath = ({ text, role, unused, sort, key, who }: AccessSearch): string =>
  paths.access({
    q: text,
    key: key ?? undefined,
    who: who ?? undefined,
    role: role ?? undefined,
    show: unused ? 'unused' : undefined,
    sort: sort === 'name' ? undefined : sort,
  });
