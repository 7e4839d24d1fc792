import { servicesSetup } from './services-setup.js';

export default servicesSetup();
