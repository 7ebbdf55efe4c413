/**
 * Why the proxy does not carry a connection: what HTTP answers (`X-Traffix-Error` and `Proxy-Status` name it too), the
 * reply of SOCKS5 (`auth`: the login is refused with status 1), and the error type of RFC 9209.
 */
export const proxyErrors = {
  bad_credentials: {
    http: 407,
    socks: 'auth',
    rfc9209: 'http_request_denied',
    text: 'The login or the password is not right.',
  },
  bad_parameter: {
    http: 407,
    socks: 'auth',
    rfc9209: 'http_request_error',
    text: 'The user name has a word that is not known.',
  },
  no_balance: {
    http: 402,
    socks: 0x02,
    rfc9209: 'http_request_denied',
    text: 'The account has no balance left.',
  },
  suspended: {
    http: 403,
    socks: 0x02,
    rfc9209: 'http_request_denied',
    text: 'The account or this login is suspended.',
  },
  limit_reached: {
    http: 429,
    socks: 0x02,
    rfc9209: 'connection_limit_reached',
    text: 'A limit of this login is reached.',
  },
  forbidden_target: {
    http: 403,
    socks: 0x02,
    rfc9209: 'destination_ip_prohibited',
    text: 'This target is not allowed.',
  },
  no_node: { http: 503, socks: 0x01, rfc9209: 'destination_unavailable', text: 'No node fits right now.' },
  node_lost: { http: 502, socks: 0x01, rfc9209: 'connection_terminated', text: 'The node went away.' },
  target_refused: {
    http: 502,
    socks: 0x05,
    rfc9209: 'connection_refused',
    text: 'The target refused the connection.',
  },
  target_unreachable: {
    http: 502,
    socks: 0x04,
    rfc9209: 'destination_ip_unroutable',
    text: 'The target cannot be reached.',
  },
  target_dns: {
    http: 502,
    socks: 0x04,
    rfc9209: 'dns_error',
    text: 'The name of the target cannot be resolved.',
  },
  target_timeout: {
    http: 504,
    socks: 0x06,
    rfc9209: 'connection_timeout',
    text: 'The target did not answer in time.',
  },
} as const
export type ProxyErrorCode = keyof typeof proxyErrors
export const proxyErrorCodes = Object.keys(proxyErrors) as ProxyErrorCode[]

/** Why a session that was carried has ended. */
export const sessionEnds = {
  client_closed: 'The customer’s program closed it.',
  target_closed: 'The target closed it.',
  client_lost: 'The connection to the customer’s program broke.',
  target_lost: 'The connection from the node to the target broke.',
  node_lost: 'The node went away.',
  idle: 'Nothing moved for too long.',
  cut: 'It was cut by hand.',
  suspended: 'The account or the login was suspended or changed.',
  limit_reached: 'A limit was reached.',
  no_balance: 'The balance was used up.',
  node_suspended: 'The node was suspended.',
  edge_stopped: 'The edge was stopped.',
} as const
export type SessionEnd = keyof typeof sessionEnds
