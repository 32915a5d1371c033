package dev.hindcast.tracestore.generate;

import static dev.hindcast.tracestore.generate.Tool.*;

/**
 * What an agent of the fleet is for: the tools it uses (one named twice is used twice as often).
 */
enum Profile {
  SUPPORT(
      "support",
      "Help a customer with a ",
      CRM_GET_CUSTOMER,
      ORDERS_SEARCH,
      ORDERS_GET,
      ORDERS_GET,
      KB_SEARCH,
      KB_SEARCH,
      REFUND,
      SEND_EMAIL,
      SEND_EMAIL,
      TICKETS_UPDATE,
      TICKETS_UPDATE,
      ORDERS_CANCEL,
      CRM_UPDATE_CUSTOMER,
      SEND_CHAT),
  BILLING(
      "billing",
      "Settle the account after a ",
      CRM_GET_CUSTOMER,
      ORDERS_GET,
      REFUND,
      REFUND,
      PAYMENTS_CAPTURE,
      PAYMENTS_CAPTURE,
      PAYMENTS_TRANSFER,
      PAYMENTS_PAYOUT,
      SQL_QUERY,
      SEND_EMAIL,
      FILES_READ),
  OPERATIONS(
      "operations",
      "Look into the alarm about a ",
      SHELL_RUN,
      SHELL_RUN,
      FILES_READ,
      FILES_READ,
      FILES_WRITE,
      FILES_DELETE,
      DEPLOY_RELEASE,
      HTTP_POST,
      SEND_CHAT,
      SEND_CHAT,
      SQL_QUERY),
  ANALYST(
      "analyst",
      "Prepare the numbers on every ",
      SQL_QUERY,
      SQL_QUERY,
      SQL_QUERY,
      FILES_READ,
      FILES_WRITE,
      CRM_EXPORT,
      WEB_SEARCH,
      SEND_EMAIL,
      SEND_CHAT),
  SALES(
      "sales",
      "Follow up with the customer on the ",
      CRM_GET_CUSTOMER,
      CRM_UPDATE_CUSTOMER,
      SEND_EMAIL,
      SEND_EMAIL,
      SEND_EMAIL,
      CALENDAR_CREATE,
      WEB_SEARCH,
      WEB_FETCH,
      CRM_EXPORT),
  OFFICE(
      "office",
      "Arrange what is needed for the ",
      CALENDAR_CREATE,
      CALENDAR_CREATE,
      SEND_EMAIL,
      SEND_CHAT,
      FILES_READ,
      FILES_WRITE,
      HR_LOOKUP,
      WEB_SEARCH,
      WEB_FETCH,
      PAYMENTS_PAYOUT);

  private final String domain;
  private final String task;
  private final Tool[] tools;

  Profile(String domain, String task, Tool... tools) {
    this.domain = domain;
    this.task = task;
    this.tools = tools;
  }

  String domain() {
    return domain;
  }

  String task(String topic) {
    return task + topic;
  }

  Tool tool(Dice dice) {
    return dice.pick(tools);
  }
}
