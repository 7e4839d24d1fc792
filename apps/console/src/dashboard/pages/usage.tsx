import { SimpleGrid, Stack, Title } from '@mantine/core';
import { useAnswer } from '../../api.js';
import { Facts } from '../../parts/facts.js';
import { Figure } from '../../parts/figure.js';
import { Section } from '../../parts/section.js';
import { Answer, Nothing } from '../../parts/states.js';
import { Amount, figure } from '../../parts/words.js';
import { type Period, usageSchema } from '../answers.js';

export function UsagePage() {
  const usage = useAnswer('/usage', usageSchema);
  return (
    <Stack>
      <Title order={1}>Usage and limits</Title>
      <Answer of={usage}>
        {({ requests, spending, webhook_endpoints: endpoints, api_keys: keys }) => (
          <>
            <SimpleGrid cols={{ base: 1, sm: 3 }}>
              <Figure
                name="API requests left this minute"
                value={requests ? figure(requests.remaining) : '–'}
                note={requests ? `of ${figure(requests.limit)}, over all keys` : 'not known right now'}
              />
              <Figure name="Webhook endpoints" value={figure(endpoints.used)} note={`of ${figure(endpoints.limit)}`} />
              <Figure name="API keys" value={figure(keys.usable)} note="that work" />
            </SimpleGrid>
            <Section title="What may be ordered">
              {spending === null ? (
                <Nothing>No limit is set for your payments.</Nothing>
              ) : (
                <Facts
                  of={[
                    ['Of one payment, at most', spending.per_payment && <Amount of={spending.per_payment.limit} />],
                    ['Today', <PeriodText key="day" of={spending.per_day} />],
                    ['This month', <PeriodText key="month" of={spending.per_month} />],
                    ['To', spending.allowed_creditors && `${spending.allowed_creditors.length} named accounts only`],
                  ]}
                />
              )}
            </Section>
          </>
        )}
      </Answer>
    </Stack>
  );
}

function PeriodText({ of: { limit, used, remaining } }: { of: Period }) {
  if (limit === null || remaining === null)
    return (
      <>
        <Amount of={used} />, without a limit
      </>
    );
  const part = Number(limit.value) === 0 ? 1 : Number(used.value) / Number(limit.value);
  return (
    <>
      <Amount of={used} /> of <Amount of={limit} />
      <meter className="meter" min={0} max={1} value={Math.min(1, part)} aria-label="Part used" />
      <Amount of={remaining} /> left
    </>
  );
}
