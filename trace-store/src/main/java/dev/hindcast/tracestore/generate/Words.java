package dev.hindcast.tracestore.generate;

/** What the fleet's texts are made of. */
final class Words {
  static final String[] FIRST_NAMES = {
    "ada", "bruno", "chen", "dara", "elif", "femi", "greta", "hugo", "ines", "jonas", "kofi",
    "lena", "mira", "nils", "olga", "priya", "quentin", "rosa", "samir", "tove", "uma", "vera",
    "wanda", "yusuf", "zoe"
  };
  static final String[] COMPANIES = {
    "northwind", "acorn", "bluefin", "cobalt", "driftwood", "elmstreet", "fairlight", "goldcrest"
  };
  static final String[] OUTSIDERS = {"mail-drop.example", "quick-inbox.example", "freebox.example"};
  static final String[] TOPICS = {
    "late delivery",
    "broken screen",
    "double charge",
    "wrong size",
    "lost parcel",
    "login trouble",
    "invoice question",
    "contract renewal",
    "data export",
    "price change",
    "address change",
    "warranty claim",
    "gift card",
    "subscription pause",
    "missing part"
  };
  static final String[] SENTENCES = {
    "Thank you for your patience.",
    "We have looked into it and found the cause.",
    "Please reply if anything is still open.",
    "The parcel left our warehouse this morning.",
    "Our team will call you tomorrow before noon.",
    "The amount goes back to your account within five days.",
    "Attached you find the summary of last month.",
    "As agreed we changed the address on your order.",
    "The report has been updated with yesterday's numbers.",
    "Let us know which of the two options you prefer."
  };
  static final String[] REASONS = {
    "arrived_broken", "not_as_described", "late", "duplicate", "goodwill", "cancelled", "other"
  };
  static final String[] CURRENCIES = {"EUR", "EUR", "EUR", "USD", "USD", "GBP", "CHF"};
  static final String[] SERVICES = {
    "checkout", "catalog", "search", "billing", "ledger", "mailer", "gateway", "reports"
  };
  static final String[] ENVIRONMENTS = {"dev", "dev", "staging", "staging", "production"};
  static final String[] TABLES = {
    "orders", "customers", "invoices", "shipments", "payouts", "sessions", "audit_log", "stock"
  };
  static final String[] FOLDERS = {
    "/srv/reports", "/srv/exports", "/home/agent/work", "/var/data/inbox", "/srv/contracts", "/tmp"
  };
  static final String[] EXTENSIONS = {"csv", "pdf", "txt", "json", "md", "xlsx"};
  static final String[] CHANNELS = {
    "#support", "#billing", "#ops", "#incidents", "#sales", "#data"
  };
  static final String[] HOSTS = {
    "hooks.partner.example", "api.shipping.example", "status.vendor.example", "crm.partner.example"
  };
  static final String[] ROLES = {
    "support", "support", "support", "lead", "analyst", "operator", "admin"
  };
  static final String[] TIERS = {"free", "free", "basic", "basic", "plus", "enterprise"};

  private Words() {}

  static String email(Dice dice) {
    return dice.pick(FIRST_NAMES)
        + "."
        + dice.skewed(5000)
        + "@"
        + dice.pick(COMPANIES)
        + ".example";
  }

  static String outsideEmail(Dice dice) {
    return dice.pick(FIRST_NAMES) + dice.below(900) + "@" + dice.pick(OUTSIDERS);
  }

  static String id(String prefix, Dice dice, int bound) {
    return prefix + (100_000 + dice.below(bound));
  }

  /** Sixteen digits that look like the number of a payment card and belong to nobody. */
  static String cardNumber(Dice dice) {
    var digits = new StringBuilder("4000");
    for (int i = 0; i < 3; i++) {
      digits.append(1000 + dice.below(9000));
    }
    return digits.toString();
  }

  static String sentences(Dice dice, int count) {
    var text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      if (i > 0) {
        text.append(i % 3 == 0 ? '\n' : ' ');
      }
      text.append(dice.pick(SENTENCES));
    }
    return text.toString();
  }
}
