import type { ReactNode } from 'react';
import { change } from '../api.js';
import { NotKnownYet, useSession } from '../parts/session.js';
import { Shell } from '../parts/shell.js';
import { Nothing } from '../parts/states.js';
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
  const isInvitation = useLocation().path === '/invitation';
  // Whoever holds an invitation is nobody yet.
  const { known, again, leave } = useSession(sessionSchema, !isInvitation);
  if (isInvitation) return <InvitationPage onSignedIn={() => navigate('/')} />;
  if (known.state === 'out') return <SignInPage onSignedIn={again} />;
  if (known.state === 'in') {
    const { session } = known;
    const signOut = async () => {
      await change('/sign-out', {}).catch(() => undefined);
      navigate('/');
      leave();
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
  return <NotKnownYet known={known} again={again} />;
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
