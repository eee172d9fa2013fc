import { paths } from '../paths.ts';
import { useMayRead } from './can.ts';
import { decidedQuery, type NamedPolicy } from './decided-by.ts';

interface InForce extends NamedPolicy {
  readonly version: number;
  /** The text is another than the one in force. */
  readonly changed: boolean;
}

/**
 * The way to what a statement of a policy decided; null where nobody may look, or where it never was in force under this name or at this
 * place.
 */
export function useDecided({
  source,
  policy,
  version,
  changed,
}: InForce): (statement: { readonly sid: string | null; readonly index: number }) => string | null {
  const may = useMayRead('keydesk:SearchAuditEvents') === true;
  return ({ sid, index }) => {
    const nameless = sid === null || sid === '';
    // Without a name it is found by its place, which in an edited text is another.
    if (!may || (nameless && changed)) return null;
    const asked = decidedQuery({
      Source: source,
      Policy: policy,
      Version: version,
      Statement: index,
      ...(nameless ? {} : { Sid: sid }),
    });
    return asked === null ? null : paths.audit(asked);
  };
}
