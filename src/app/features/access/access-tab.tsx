import { useParams, useSearchParams } from 'react-router';
import { ACCESS_ROLES } from '../../../domain/policy/access-roles.ts';
import { paths } from '../../paths.ts';
import { useCan, useMayRead } from '../../query/can.ts';
import { explain } from '../../query/explain.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { BareSelect } from '../../ui/field.tsx';
import { Card, Stack } from '../../ui/page.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx';
import { matrixOf } from './access-model.ts';
import { parseAccessSearch, WHOLE } from './access-search.ts';
import { ROLE_WORDS } from './access-words.ts';
import styles from './access.module.css';
import { sideRows, Tale } from './side.tsx';
import { SideTable } from './side-table.tsx';
import { accessInput, useAccess } from './use-access.ts';

/** Who can do what with the key whose page this is. */
export function Component() {
  const { keyId = '' } = useParams();
  const [params, setParams] = useSearchParams();
  const { role } = parseAccessSearch(params);
  const search = { ...WHOLE, key: keyId, role };
  const may = useMayRead('keydesk:ListEffectiveAccess');
  const why = useCan('keydesk:ListEffectiveAccess').reason;
  const { access, error, retry } = useAccess(accessInput(search), may === true);
  const matrix = matrixOf(access, search);
  if (may === false)
    return (
      <Card>
        <EmptyState title="Not for you to see">{why ?? 'You may not see who can do what.'}</EmptyState>
      </Card>
    );
  if (error !== null)
    return (
      <Card>
        <ErrorState problem={explain('Access could not be worked out', error)} onRetry={retry} />
      </Card>
    );
  if (access.keys.length === 0)
    return (
      <Card>
        <Skeleton rows={6} label="Loading who can do what" />
      </Card>
    );
  const rows = sideRows(search, matrix);
  return (
    <Stack>
      <Tale search={search} matrix={matrix} access={access} />
      <Card>
        <div className={styles['tabBar']}>
          <BareSelect
            aria-label="What they can do"
            value={role ?? ''}
            options={[
              { value: '', label: 'Any access' },
              ...ACCESS_ROLES.map((each) => ({ value: each, label: `Can ${ROLE_WORDS[each].verb}` })),
            ]}
            onChange={(value) =>
              setParams(value === '' ? {} : { role: value }, { replace: true, preventScrollReset: true })
            }
          />
          <span className={styles['tabFar']}>
            <ButtonLink small href={paths.simulator({ key: keyId, action: 'kms:Decrypt' })}>
              Simulate a request
            </ButtonLink>
            <ButtonLink small href={paths.access()}>
              All keys
            </ButtonLink>
          </span>
        </div>
        {rows.length === 0 ? (
          <EmptyState title="Nobody can">
            No policy and no grant lets anybody on this desk{' '}
            {role === null ? 'do anything with' : ROLE_WORDS[role].verb} the key.
          </EmptyState>
        ) : (
          <SideTable caption="Who can do what with the key" of="principals" rows={rows} />
        )}
      </Card>
    </Stack>
  );
}
