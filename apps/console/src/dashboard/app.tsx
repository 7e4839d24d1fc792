import { type ReactNode, useEffect, useState } from 'react';
import { type ApiError, asApiError, change, get, keepFormToken, whenSignedOut } from '../api.js';
import { Shell } from '../parts/shell.js';
import { Answer, Nothing } from '../parts/states.js';
import { Link, navigate, useLocation } from '../router.js';
import { type Session, sessionSchema } from './answers.js';
import { EndpointPage } from './pages/endpoint.js';
import { EventPage, EventsPage } from './pages/events.js';
import { InvitationPage } from './pages/invitation.js';
import { KeysPage } from './pages/keys.js';
import { ConsentsPage, PaymentsPage, RequestsPage } from './pages/lists.js';
import { OverviewPage } from './pages/overview.js';
import { PasskeysPage } from './pages/passkeys.js';
import { PeoplePage } from './pages/people.js';
import { RedirectUrisPage } from './pages/redirect-uris.js';
import { SearchPage } from './pages/search.js';
import { SignInPage } from './pages/sign-in.js';
import { ConsentPage, PaymentPage, RequestPage } from './pages/things.js';
import { UsagePage } from './pages/usage.js';
import { WebhooksPage } from './pages/webhooks.js';

type Known =
  { state: 'asking' } | { state: 'in'; session: Session } | { state: 'out' } | { state: 'failed'; error: ApiError };

const loading = { state: 'loading' } as const;

const places = [
  { to: '/', name: 'Overview' },
  { to: '/payments', name: 'Payments' },
  { to: '/consents', name: 'Consents' },
  { to: '/requests', name: 'Payment requests' },
  { to: '/webhooks', name: 'Webhooks' },
  { to: '/events', name: 'Events' },
  { to: '/keys', name: 'API keys', operation: 'keys.read' },
  { to: '/redirect-uris', name: 'Redirect URIs' },
  { to: '/usage', name: 'Usage and limits' },
  { to: '/people', name: 'People', operation: 'people.read' },
  { to: '/passkeys', name: 'Your passkeys' },
];

export function App() {
  const [known, setKnown] = useState<Known>({ state: 'asking' });
  const [round, setRound] = useState(0);
  const { path } = useLocation();
  const isInvitation = path === '/invitation';
  const again = () => setRound((count) => count + 1);
  useEffect(() => {
    whenSignedOut(() => setKnown({ state: 'out' }));
    const ask = async () => {
      try {
        const session = await get('/session', sessionSchema);
        keepFormToken(session.form_token);
        setKnown({ state: 'in', session });
      } catch (error) {
        const failure = asApiError(error);
        if (failure.status !== 401) setKnown({ state: 'failed', error: failure });
      }
    };
    // Whoever holds an invitation is nobody yet.
    if (!isInvitation) void ask();
  }, [round, isInvitation]);
  if (isInvitation) return <InvitationPage onSignedIn={() => navigate('/')} />;
  if (known.state === 'out') return <SignInPage onSignedIn={again} />;
  if (known.state === 'in') {
    const { session } = known;
    const signOut = async () => {
      await change('/sign-out', {}).catch(() => undefined);
      navigate('/');
      setKnown({ state: 'out' });
    };
    return (
      <Shell
        title={session.mode === 'test' ? 'Sluis, test mode' : 'Sluis'}
        places={places.filter(({ operation }) => operation === undefined || session.operations.includes(operation))}
        name={session.name}
        note={`${session.role} of ${session.partner.name}`}
        placeholder="Id, IBAN, reference or day"
        onSignOut={() => void signOut()}
      >
        <Page session={session} />
      </Shell>
    );
  }
  return (
    <main className="bare">
      <Answer of={{ ...(known.state === 'failed' ? known : loading), again }}>{() => null}</Answer>
    </main>
  );
}

function Page({ session }: { session: Session }): ReactNode {
  const { path } = useLocation();
  const [, section, id] = path.split('/');
  const may = (operation: string) => session.operations.includes(operation);
  if (path === '/') return <OverviewPage />;
  switch (section) {
    case 'search':
      return <SearchPage />;
    case 'payments':
      return id ? <PaymentPage key={id} id={id} mayReveal={may('payer_data.reveal')} /> : <PaymentsPage />;
    case 'consents':
      return id ? <ConsentPage key={id} id={id} /> : <ConsentsPage />;
    case 'requests':
      return id ? <RequestPage key={id} id={id} /> : <RequestsPage />;
    case 'webhooks': {
      const mayChange = may('endpoints.change');
      if (!id) return <WebhooksPage mayChange={mayChange} />;
      return <EndpointPage key={id} id={id} mayChange={mayChange} mayRedeliver={may('events.redeliver')} />;
    }
    case 'events':
      return id ? <EventPage key={id} id={id} mayRedeliver={may('events.redeliver')} /> : <EventsPage />;
    case 'keys':
      return (
        <KeysPage
          scopes={session.scopes}
          mayChangeTest={may('keys.change_test')}
          mayChangeLive={may('keys.change_live')}
        />
      );
    case 'redirect-uris':
      return <RedirectUrisPage mayPropose={may('redirect_uris.propose')} />;
    case 'usage':
      return <UsagePage />;
    case 'people':
      return <PeoplePage />;
    case 'passkeys':
      return <PasskeysPage />;
    default:
      return (
        <Nothing>
          There is no such page. <Link to="/">To the overview</Link>
        </Nothing>
      );
  }
}
