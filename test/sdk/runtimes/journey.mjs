// A partner application in a few lines, for any runtime: given the SDK, it tells what it saw.
export async function journey({ Sluis, NotFoundError, verifyWebhook }, { apiKey, baseUrl, order, webhook }) {
  const said = [];
  let attempts = 0;
  let losses = 0;
  const sluis = new Sluis({
    apiKey,
    baseUrl,
    onAttempt: () => (attempts += 1),
    // The first answer to a POST is lost on its way.
    fetch: async (url, init) => {
      const answer = await fetch(url, init);
      if (init.method !== 'POST' || losses > 0) return answer;
      losses += 1;
      throw new TypeError('the connection broke');
    },
  });
  const payment = await sluis.payments.create(order);
  said.push(`created ${payment.status} in ${attempts} attempts`);
  const found = [];
  for await (const { id } of sluis.payments.list({ reference: order.reference, limit: 1 })) found.push(id);
  said.push(`found ${found.length === 1 && found[0] === payment.id}`);
  const failure = await sluis.payments.get('pay_unknown').catch((error) => error);
  said.push(`${failure.name} ${failure instanceof NotFoundError} ${failure.code}`);
  const event = await verifyWebhook(webhook.body, new Headers(webhook.headers), webhook.secret);
  said.push(`webhook ${event.type}`);
  const forged = await verifyWebhook(`${webhook.body} `, webhook.headers, webhook.secret).catch((error) => error);
  said.push(forged.name);
  const hung = await sluis.payments.list({}, { signal: AbortSignal.abort(new Error('enough')) }).then(
    () => 'read',
    (error) => error.message,
  );
  said.push(hung);
  return said;
}
