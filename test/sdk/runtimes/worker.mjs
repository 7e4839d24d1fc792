// For a worker without anything of Node.js.
import { journey } from './journey.mjs';
import * as sdk from './sdk/dist/index.js';

export default {
  async fetch(request) {
    return Response.json(await journey(sdk, await request.json()));
  },
};
