import { useCallback, useEffect, useState } from 'react';
import { z } from 'zod';
import { changeCountSchema } from './answers/changes.js';
import { sessionSchema } from './answers/session.js';
import { change, get } from './api.js';
import { SignedOutPage } from './pages/signed-out.js';
import { NotKnownYet, useSession } from './parts/session.js';
import { Shell } from './parts/shell.js';
import { Page, places } from './places.js';
import { useLocation } from './router.js';

export function App() {
  const { known, again } = useSession(sessionSchema);
  const { path, query } = useLocation();
  const mayReadChanges = known.state === 'in' && known.session.operations.includes('changes.read');
  const { waiting, countAgain } = useWaitingChanges(mayReadChanges, path);
  if (path === '/signed-out') return <SignedOutPage reason={query.get('reason')} returnTo="/console" />;
  if (known.state === 'out') {
    return <SignedOutPage reason={null} returnTo={window.location.pathname + window.location.search} />;
  }
  if (known.state === 'in') {
    const { session } = known;
    return (
      <Shell
        title="Sluis console"
        places={places
          .filter(({ needs }) => needs === undefined || session.operations.includes(needs))
          .map((place) => ({ ...place, count: place.to === '/approvals' ? waiting : undefined }))}
        name={session.name}
        note={session.roles.join(', ')}
        placeholder="Id, IBAN, reference, payer, partner or day"
        onSignOut={() => void signOut()}
      >
        <Page may={(operation) => session.operations.includes(operation)} onDecided={countAgain} />
      </Shell>
    );
  }
  return <NotKnownYet known={known} again={again} />;
}

/** How many changes wait for somebody; counted anew on every page. */
function useWaitingChanges(mayRead: boolean, path: string): { waiting: number; countAgain(): void } {
  const [waiting, setWaiting] = useState(0);
  const countAgain = useCallback(() => {
    if (!mayRead) return;
    get('/changes/waiting', changeCountSchema).then(
      (count) => setWaiting(count.waiting),
      // A number beside the menu is missed by nobody.
      () => undefined,
    );
  }, [mayRead]);
  useEffect(countAgain, [countAgain, path]);
  return { waiting, countAgain };
}

const signedOutSchema = z.object({ provider_url: z.string().nullable() });

async function signOut(): Promise<void> {
  const answer = await change('/sign-out', {}).catch(() => undefined);
  const ended = answer && signedOutSchema.safeParse(await answer.json());
  window.location.assign(ended?.data?.provider_url ?? '/console/signed-out');
}
