import { useNavigate } from 'react-router';
import { paths } from '../paths.ts';
import { explain } from '../query/explain.ts';
import { useToast } from '../ui/toast.tsx';
import { AT_ONCE, signOut } from './session.ts';

/** Signs out in every tab; where that fails the person is told, since they are still signed in. */
export function useSignOut(): () => Promise<void> {
  const navigate = useNavigate();
  const toast = useToast();
  return async () => {
    try {
      await signOut(() => navigate(paths.signIn(), AT_ONCE));
    } catch (error) {
      const problem = explain('Not signed out', error);
      toast({ tone: 'bad', text: `${problem.what}. ${problem.why}` });
    }
  };
}
