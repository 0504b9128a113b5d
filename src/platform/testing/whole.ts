/** Whether a test that visits everything does so, as in `npm run test:long`. Otherwise it visits a part of each kind. */
export const whole = process.env['KRONIKA_WHOLE'] === 'yes';
