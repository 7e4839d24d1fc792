import { Money } from '@sluis/money';
console.log(Money.fromWire({ value: '1.00', currency: 'EUR' }).toWire());
