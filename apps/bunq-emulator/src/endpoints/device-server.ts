import { z } from 'zod';
import { usableKey } from '../bank/keys.js';
import type { Device } from '../bank/records.js';
import { invalid, notFound } from '../bank/refusal.js';
import { type Endpoint, idIn, installationEndpoint, noFields } from '../http/endpoint.js';
import { stamps } from '../objects/labels.js';
import { answer, idAnswer, type Json } from '../wire/envelope.js';
import { pageOf } from '../wire/pagination.js';

export const deviceServerEndpoints: Endpoint[] = [
  installationEndpoint({
    method: 'POST',
    path: '/v1/device-server',
    body: z.object({ description: z.string(), secret: z.string(), permitted_ips: z.array(z.string()).nullish() }),
    handle({ bank, body, installation, ip }) {
      const key = usableKey(bank, body.secret);
      const known = bank.tables.devices.where('installation', installation.id);
      if (known.some((device) => device.apiKeyId === key.id)) throw invalid('This device is already registered.');
      const wanted = body.permitted_ips ?? [];
      const device = bank.tables.devices.insert({
        ...bank.newRow(),
        installationId: installation.id,
        apiKeyId: key.id,
        description: body.description,
        ip,
      });
      for (const permitted of new Set(wanted.length === 0 ? [ip] : wanted)) {
        const row = {
          ...bank.newRow(),
          apiKeyId: key.id,
          deviceId: device.id,
          ip: permitted,
          status: 'ACTIVE' as const,
        };
        bank.tables.permittedIps.insert(row);
      }
      key.status = 'ACTIVE';
      key.expiresAt = null;
      key.permittedDevice = { description: body.description, ip };
      key.updatedAt = bank.now();
      bank.record('device_registered', { device_id: device.id, installation_id: installation.id, user_id: key.userId });
      return idAnswer(device.id);
    },
  }),
  installationEndpoint({
    method: 'GET',
    path: '/v1/device-server',
    body: noFields,
    handle: ({ bank, installation, path, query }) =>
      pageOf(bank, { path, query }, bank.tables.devices.where('installation', installation.id), deviceObject),
  }),
  installationEndpoint({
    method: 'GET',
    path: '/v1/device-server/:deviceId',
    body: noFields,
    handle({ bank, installation, params }) {
      const device = bank.tables.devices.get(idIn(params, 'deviceId'));
      if (device?.installationId !== installation.id) throw notFound('device');
      return answer(deviceObject(device));
    },
  }),
];

function deviceObject(device: Device): Json {
  return { DeviceServer: { ...stamps(device), description: device.description, ip: device.ip, status: 'ACTIVE' } };
}
