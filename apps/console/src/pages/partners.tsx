import { Stack, Table, Title } from '@mantine/core';
import { partnerListSchema } from '../answers/partners.js';
import { useAnswer } from '../api.js';
import { Answer, Nothing } from '../parts/states.js';
import { focusable } from '../parts/tables.js';
import { Moment, Status } from '../parts/words.js';
import { Link } from '../router.js';

/** The businesses that call the API. */
export function PartnersPage() {
  const partners = useAnswer('/partners', partnerListSchema);
  return (
    <Stack>
      <Title order={1}>Partners</Title>
      <Answer of={partners}>
        {({ data }) =>
          data.length === 0 ? (
            <Nothing>There is no partner yet.</Nothing>
          ) : (
            <Table.ScrollContainer minWidth={420} scrollAreaProps={focusable('Partners')}>
              <Table verticalSpacing="xs" highlightOnHover>
                <Table.Caption>By name, those first that are not live yet</Table.Caption>
                <Table.Thead>
                  <Table.Tr>
                    {['Partner', 'Status', 'Since'].map((name) => (
                      <Table.Th key={name} scope="col">
                        {name}
                      </Table.Th>
                    ))}
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {data.map((partner) => (
                    <Table.Tr key={partner.id}>
                      <Table.Td>
                        <Link to={`/partners/${partner.id}`}>{partner.name}</Link>
                      </Table.Td>
                      <Table.Td>
                        <Status of={partner.status} />
                      </Table.Td>
                      <Table.Td>
                        <Moment at={partner.created_at} />
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
          )
        }
      </Answer>
    </Stack>
  );
}
