import { useAct } from '../../query/act.ts';
import { explain } from '../../query/explain.ts';
import { usePrefetched } from '../../query/query.ts';
import { vaultWords } from '../../query/vault-words.ts';
import { Button } from '../../ui/button.tsx';
import { useToast } from '../../ui/toast.tsx';
import styles from './home.module.css';
import { saveText } from './save-text.ts';

/** Takes the newest checkpoint away as a file; the log has a line of who did. */
export function KeepCheckpoint() {
  const get = useAct('GetCheckpoint');
  const toast = useToast();
  const { Vault } = usePrefetched('DescribeDesk', {});
  const keep = (): void =>
    get.mutate(
      {},
      {
        onSuccess: ({ Note, Size }) => {
          saveText(`keydesk-checkpoint-${Size}.txt`, Note);
          toast({ text: `Saved the checkpoint over ${Size} events. Keep it away from the desk.` });
        },
        onError: (error) => {
          const { what, why } = explain('No checkpoint was saved', error);
          toast({ tone: 'bad', text: `${what}. ${why}` });
        },
      },
    );
  return (
    <div className={styles['keep']}>
      <p>
        {vaultWords(Vault).forger} could sign another history. A checkpoint that lies elsewhere is what would
        tell.
      </p>
      <Button small icon="download" pending={get.isPending} onClick={keep}>
        Save a checkpoint
      </Button>
    </div>
  );
}
