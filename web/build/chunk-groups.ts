// What the login page needs comes in two chunks instead of twenty: what changes with a release of ours, and
// what does not. Everything else is split by where it is first needed.
const vendor =
  /node_modules\/(react|react-dom|scheduler|react-router|cookie-es|i18next|react-i18next|use-sync-external-store|html-parse-stringify|void-elements|zustand)\//
const doorIcons =
  /lucide-react\/dist\/esm\/(icons\/(eye|eye-off|mail-check|circle-alert|circle-check|info)\.|[^/]+$)/
const base =
  /web\/(api\/|stores\/(session|theme|door-choice|trouble)|i18n\/[^/]+$|live\/backoff|app\/(?!main)|door\/(door|use-|password-step|code|login)|design\/(brand|button|cx|email-input|field|input|notice|page|password-input|spinner|states)\b)/

export const chunkGroups = [
  { name: 'vendor', test: vendor, priority: 2 },
  { name: 'base', test: (id: string) => doorIcons.test(id) || base.test(id), priority: 1 },
]
