export { addBusinessDays } from './add-business-days.js';
export { addMonths } from './add-months.js';
export { addDays, endOfMonth } from './calendar.js';
export { dueDate } from './due-date.js';
export { dueLine, reminders } from './reminders.js';
