"""Bad rules files: the name of the rule that is broken, in `‹›`, stands where the problem is.

Each is told by what replaces what in a sound file, or as the whole file. A rule in `«»` is broken by the file
as a whole. The marks are taken out before anybody reads the file.
"""

Change = dict[str, str] | str

SOUND = {
    "severity.yaml": """\
severities:
  SEV1:
    name: Major
    conditions:
      data-loss: Customer data is being lost
    check_in: 20m
    update: 30m
    status_page: 1h
    page: true
  SEV2:
    name: Minor
    conditions:
      degraded: The application is slow
    check_in: 50m
    update: 1h
    status_page: 3h
    page: true
clocks:
  decide: 10m
  declare: 20m
retrospective:
  length: 45m
  earliest: 24h
  latest: 48h
""",
    "acmeinc.yaml": """\
organization: Acme
time_zone: America/New_York
business_hours:
  days: [mon, tue]
  from: "09:00"
  to: "17:00"
  holidays: [US, 2026-12-24]
document_url: https://git.example.com/{path}
sync: manual
links:
  monitoring: https://monitoring.example.com
channels:
  email:
    via: smtp
    from: incidents@example.com
    to: updates@example.com
  chat:
    via: webhook
    format: teams
  status_page:
    via: statuspage
    page: abc123
    components: {Login: c1}
  bridge: https://meet.example.com/{uid}
""",
    "ownership.csv": """\
functionality,service,owning team,paging schedule link,backlog link,chat channel,contact,public
Login,auth-api,Identity,https://oncall.example.com/identity,https://git.example.com/auth,#identity,,yes
Search,search-api,Product,https://oncall.example.com/product,,,product@example.com,
""",
    "vendors.csv": """\
vendor,product,owning team/owner of relationship,link to vendor support portal,vendor status page
Northwind,Cards,Product,https://support.example.com,https://status.example.com
""",
    "people.csv": """\
name,email,team,role,chat
Ana Ruiz,ana@example.com,Identity,engineering manager,@ana
Bo Lind,bo@example.com,Support,engineer,
""",
}


SEVERITY: dict[str, Change] = {
    "tab": {"    name: Major": "‹yaml-syntax›\tname: Major"},
    "colon-in-a-text": {"name: Major": "name: Major‹yaml-syntax›: worst"},
    "open-quote": {"name: Major": 'name: ‹yaml-syntax›"Major'},
    "open-list": {"name: Major": "name: ‹yaml-syntax›[Major"},
    "open-at-the-end": "severities: [‹yaml-syntax›",
    "open-mapping": {"name: Major": "name: ‹yaml-syntax›{Major: x"},
    "indented-too-far": {"    update: 30m": "      ‹yaml-syntax›update: 30m"},
    "indented-too-little": {"    update: 30m": "   ‹yaml-syntax›update: 30m"},
    "at-sign": {"name: Major": "name: ‹yaml-syntax›@Major"},
    "behind-wide-characters": {"name: Major": "name: [größer, 😀, ‹yaml-syntax›@x]"},
    "second-document": {"clocks:": "‹yaml-syntax›---\nclocks:"},
    "unknown-escape": {"name: Major": 'name: ‹yaml-syntax›"Maj\\or"'},
    "words-behind-a-quote": {"name: Major": "name: 'Major' ‹yaml-syntax›x"},
    "conflict": {"    name: Major": "‹file-conflict›<<<<<<< HEAD\n    name: Major"},
    "unknown-key": {"    page: true\nclocks:": "    ‹yaml-unknown-key›colour: red\n    page: true\nclocks:"},
    "unknown-key-at-the-top": {"clocks:": "‹yaml-unknown-key›clock:"},
    "misspelt-key": {"update: 1h": "‹yaml-unknown-key›updates: 1h"},
    "merge-key": {"name: Major": "name: Major\n    ‹yaml-unknown-key›<<: x"},
    "duplicate-key": {"update: 1h": "update: 1h\n    ‹yaml-duplicate-key›update: 2h"},
    "duplicate-section": {"retrospective:": "‹yaml-duplicate-key›clocks: {}\nretrospective:"},
    "duplicate-level": {"  SEV2:": "  ‹yaml-duplicate-key›SEV1:"},
    "tag": {"name: Major": "name: ‹yaml-tag›!!str Major"},
    "evil-tag": {"name: Major": "name: ‹yaml-tag›!!python/object:os.system Major"},
    "undefined-tag": {"name: Major": "name: ‹yaml-tag›!x!y Major"},
    "undefined-alias": {"update: 30m": "update: ‹yaml-anchor›*often"},
    "deep": {"name: Major": f"name: {'[' * 16}‹yaml-depth›{'[' * 9}{']' * 25}"},
    "no-unit": {"update: 30m": "update: ‹yaml-duration›30"},
    "clock": {"update: 1h": "update: ‹yaml-duration›1:30"},
    "no": {"status_page: 3h": "status_page: ‹yaml-duration›no"},
    "words-for-a-duration": {"decide: 10m": "decide: ‹yaml-duration›10 minutes"},
    "negative": {"earliest: 24h": "earliest: ‹yaml-duration›-24h"},
    "zero": {"length: 45m": "length: ‹yaml-duration›0m"},
    "never-for-a-clock": {"decide: 10m": "decide: ‹yaml-duration›never"},
    "list-for-a-text": {"name: Major": "name: ‹yaml-type›[Major]"},
    "mapping-for-a-duration": {"update: 30m": "update: ‹yaml-type›{every: 30m}"},
    "text-for-a-section": {"clocks:\n  decide: 10m\n  declare: 20m": "clocks: ‹yaml-type›quick"},
    "number-for-the-levels": "severities: ‹yaml-type›3\n",
    "list-of-levels": "severities:\n  ‹yaml-type›- SEV1\n",
    "list-as-a-key": {"name: Major": "name: Major\n    ‹yaml-type›[a]: b"},
    "list-as-the-file": "‹yaml-type›- SEV1\n",
    "words-as-the-file": "‹yaml-type›no rules yet\n",
    "empty": "«yaml-missing-key»",
    "missing-cadence": {"    update: 1h\n": "", "  SEV2:": "  ‹yaml-missing-key›SEV2:"},
    "missing-name": {"    name: Minor\n": "", "  SEV2:": "  ‹yaml-missing-key›SEV2:"},
    "empty-name": {"name: Minor": "name: ‹yaml-empty-value›''"},
    "empty-cadence": {"update: 1h": "update:‹yaml-empty-value›"},
    "flag-no": {"page: true\nclocks": "page: ‹yaml-choice›no\nclocks"},
    "flag-perhaps": {"page: true\nclocks": "page: ‹yaml-choice›perhaps\nclocks"},
    "unknown-pager-word": {"page: true\nclocks": "page: true\n    pagerduty: ‹yaml-choice›fatal\nclocks"},
    "check-in-after-the-update": {"check_in: 20m": "check_in: ‹severity-cadence›40m"},
    "check-in-with-the-update": {"check_in: 50m": "check_in: ‹severity-cadence›1h"},
    "order": {"SEV1": "SEV3", "SEV2": "‹severity-order›SEV2"},
    "eleventh-level": {"SEV2:": "‹severity-id›SEV10:"},
    "small-letters": {"SEV2:": "‹severity-id›sev2:"},
    "no-levels": "‹severity-none›severities:\n",
    "name-twice": {"name: Minor": "name: ‹severity-name-twice›major"},
    "no-time-to-declare": {"decide: 10m": "decide: ‹severity-clocks›20m"},
    "only-declare-is-said": {"decide: 10m\n  declare: 20m": "declare: ‹severity-clocks›5m"},
    "closed-before-open": {
        "retrospective:": "‹severity-retrospective›retrospective:",
        "earliest: 24h": "earliest: 72h",
    },
    "heard-of-more-often": {
        "update: 30m": "update: 2h",
        "update: 1h": "update: ‹severity-odd-cadence›1h",
    },
    "checks-in-for-nothing": {
        "check_in: 50m": "check_in: ‹severity-odd-cadence›50m",
        "update: 1h": "update: never",
    },
    "pages-for-less": {
        "page: true\n  SEV2": "page: false\n  SEV2",
        "page: true\nclocks": "page: ‹severity-odd-page›true\nclocks",
    },
    "no-condition": {
        "    conditions:\n      degraded: The application is slow\n": "",
        "SEV2": "‹severity-no-condition›SEV2",
    },
    "condition-without-id": {"degraded: The application is slow": "- ‹condition-id›The application is slow"},
    "condition-with-spaces": {"degraded:": "‹condition-id›very slow:"},
    "condition-in-two-levels": {"degraded:": "‹condition-twice›data-loss:"},
    "condition-empty": {"degraded: The application is slow": "degraded:‹yaml-empty-value›"},
    "control-character": {"name: Major": "name: Ma‹file-character›\x1bjor"},
    "escaped-control-character": {"name: Major": 'name: ‹file-character›"\\e[31m"'},
    "line-separator": {"name: Major": "name: Ma‹file-character›\u2028jor"},
    "several": {
        "name: Major": "‹yaml-unknown-key›nmae: Major",
        "update: 30m": "update: ‹yaml-duration›30",
        "degraded:": "‹condition-twice›data-loss:",
        "decide: 10m": "decide: ‹severity-clocks›1h",
    },
}

SETTINGS: dict[str, Change] = {
    "anchor": {"organization: Acme": "organization: ‹yaml-anchor›&name Acme"},
    "alias": {"sync: manual": "sync: ‹yaml-anchor›&s manual\nbranch: *s"},
    "unknown-section": {"channels:": "‹yaml-unknown-key›channel:"},
    "misspelt-channel": {"  email:\n": "  ‹yaml-unknown-key›emial:\n"},
    "time-zone": {"America/New_York": "‹settings-time-zone›America/New York"},
    "continent": {"America/New_York": "‹settings-time-zone›America"},
    "time-of-day": {'"09:00"': "‹settings-business-day›9:00"},
    "day-backwards": {
        "business_hours:": "‹settings-business-day›business_hours:",
        '"09:00"': "18:00",
    },
    "day": {"[mon, tue]": "[mon, ‹settings-business-day›tues]"},
    "no-day": {"business_hours:": "‹settings-business-day›business_hours:", "[mon, tue]": "[]"},
    "days-in-words": {"[mon, tue]": "‹yaml-type›mon"},
    "holiday": {"2026-12-24": "‹settings-holiday›Christmas"},
    "no-such-date": {"2026-12-24": "‹settings-holiday›2026-02-30"},
    "second-country": {"2026-12-24": "‹settings-holiday›DE"},
    "unknown-country": {"[US,": "[‹settings-holiday›XX,"},
    "unknown-part-of-a-country": {"[US,": "[‹settings-holiday›US-QQ,"},
    "sync": {"sync: manual": "sync: ‹yaml-choice›yes"},
    "link-template": {"{path}": "{path}/{branch}", "https://git": "‹settings-braces›https://git"},
    "bridge": {"{uid}": "{UID}", "https://meet": "‹settings-braces›https://meet"},
    "unknown-service": {"via: smtp": "via: ‹yaml-choice›sendgrid"},
    "unknown-format": {"format: teams": "format: ‹yaml-choice›team"},
    "webhook-without-format": {"    format: teams\n": "", "  chat:": "  ‹yaml-missing-key›chat:"},
    "mail-without-list": {"    to: updates@example.com\n": "", "  email:": "  ‹yaml-missing-key›email:"},
    "address-with-a-name": {"from: incidents@example.com": "from: ‹settings-address›Acme <a@example.com>"},
    "address-list": {"to: updates@example.com": "to: ‹settings-address›a@example.com; b@example.com"},
    "page-id": {"page: abc123": "page: ‹settings-page-id›https://status.example.com"},
    "support-in-words": {"page: abc123": "page: abc123\n    support: ‹settings-support›ask us"},
    "component-id": {"{Login: c1}": "{Login: ‹settings-page-id›c/1}"},
    "component-of-nothing": {"{Login: c1}": "{‹settings-component›Logon: c1}"},
    "link-in-a-list": {"links:\n  monitoring: https://monitoring.example.com": "links: ‹yaml-type›[a, b]"},
    "webhook-in-git": {
        "via: webhook": "via: webhook\n    home: ‹secret›https://hooks.slack.com/services/T0/B0/abcdefghijklmnop"
    },
    "password-in-a-link": {"https://monitoring": "‹secret›https://ana:hunter2@monitoring"},
    "key-called-token": {"via: webhook": "via: webhook\n    ‹secret›token: x"},
    "key-of-a-cloud": {"organization: Acme": "organization: ‹secret›AKIAIOSFODNN7EXAMPLF"},
}

OWNERSHIP: dict[str, Change] = {
    "empty": "«csv-header»",
    "no-header": "‹csv-header›Login,auth-api,Identity,https://oncall.example.com\n",
    "semicolons": "‹csv-separator›functionality;service;owning team;paging schedule link\nLogin;a;b;c\n",
    "tabs": "‹csv-separator›functionality\tservice\towning team\tpaging schedule link\nLogin\ta\tb\tc\n",
    "misspelt-column": {"owning team": "‹csv-unknown-column›owner team"},
    "misspelt-optional-column": {"backlog link": "‹csv-unknown-column›backlog"},
    "missing-column": "functionality,service,owning team‹csv-missing-column›\nLogin,auth-api,Identity\n",
    "column-twice": {"contact,public": "contact,‹csv-column-twice›service"},
    "surplus-column": {"contact,public": "contact,‹csv-unknown-column›colour"},
    "column-without-name": {"contact,public": "contact,‹csv-unknown-column›"},
    "missing-cells": {"product@example.com,": "product@example.com‹csv-cells›"},
    "missing-cells-at-the-end": "functionality,service,owning team,paging schedule link\na,b‹csv-cells›",
    "surplus-cell": {"product@example.com,": "product@example.com,,‹csv-cells›x"},
    "comma-in-a-cell": {",#identity,,yes": ",#identity, #login,,‹csv-cells›yes"},
    "two-teams": {"Search,search-api,": "login,Auth-API,‹csv-two-teams›"},
    "two-teams-behind-many-lines": {
        "Search,search-api,": (
            '"Se\nar\nch",x,Product,https://x.example.com,,,,\n'
            '"Log\nin",auth-api,Identity,https://x.example.com,,,,\n'
            '"Log in","auth-api",‹csv-two-teams›'
        )
    },
    "no-owner": {"search-api,Product": "search-api,‹csv-no-owner›"},
    "no-functionality": {"Search,": "‹csv-empty-cell›,"},
    "no-service": {"search-api": "‹csv-empty-cell›"},
    "link-without-scheme": {"https://oncall.example.com/product": "‹csv-link›oncall.example.com/product"},
    "link-in-words": {"https://oncall.example.com/product": "‹csv-link›ask Bo"},
    "link-without-host": {"https://oncall.example.com/product": "‹csv-link›https:///product"},
    "link-with-a-space": {
        "https://oncall.example.com/product": "‹csv-link›https://oncall.example.com/my product"
    },
    "link-that-runs": {"https://oncall.example.com/product": "‹csv-link›javascript:alert(1)"},
    "backlog-without-scheme": {"https://git.example.com/auth": "‹csv-link›git.example.com/auth"},
    "no-contact": {"https://oncall.example.com/product,,,product@example.com": "‹csv-no-contact›,,,"},
    "no-schedule": {"https://oncall.example.com/product": "‹csv-empty-cell›"},
    "formula": {"Search,": '‹csv-formula›"=HYPERLINK(""https://example.com"")",'},
    "formula-behind-a-space": {"Search,": "  ‹csv-formula›=1+1,"},
    "formula-with-a-plus": {"product@example.com": "‹csv-formula›+1+cmd|' /C calc'!A0"},
    "formula-with-a-minus": {"product@example.com": "‹csv-formula›-2+A1"},
    "formula-with-an-at": {"#identity": "‹csv-formula›@SUM(A1)"},
    "formula-for-a-link": {"https://oncall.example.com/product": "‹csv-formula›=A1"},
    "open-quote": {"Search,search-api": 'Search,‹csv-quotes›"search-api'},
    "open-quote-closed-by-another": {
        "Login,auth-api": 'Login,‹csv-quotes›"auth-api',
        "search-api": '"search-api"',
    },
    "words-behind-a-quote": {"Search,": '‹csv-quotes›"Search" x,'},
    "quote-behind-many-lines": {"Search,search-api": '"Se\narch",‹csv-quotes›"x"y'},
    "public-perhaps": {"product@example.com,": "product@example.com,‹csv-choice›perhaps"},
    "behind-wide-characters": {"Search,search-api,Product,https": "Größe 😀,x,Product,‹csv-link›ttps//"},
    "behind-a-cell-of-many-lines": {
        "Search,search-api,Product,https": '"a\n\nb","c\nd",Product,‹csv-link›x y '
    },
    "conflict": {"Search,": "‹file-conflict›<<<<<<< HEAD\nSearch,"},
    "control-character": {"Search": "Se‹file-character›\x07arch"},
    "secret": {"product@example.com": "‹secret›https://ana:hunter2@example.com"},
    "several": {
        "Login,auth-api,Identity": "Login,auth-api,‹csv-no-owner›",
        "Search,search-api,Product,https": "‹csv-empty-cell›,search-api,Product,‹csv-link›ttps//",
        "product@example.com,": "‹csv-formula›=x,‹csv-choice›2",
    },
}

VENDORS: dict[str, Change] = {
    "portal": {"https://support.example.com": "‹csv-link›support.example.com"},
    "status-page": {"https://status.example.com": "‹csv-link›soon"},
    "unknown-team": {"Cards,Product": "Cards,‹csv-unknown-team›Produkt"},
    "no-team": {"Cards,Product": "Cards,‹csv-empty-cell›"},
    "no-name": {"Northwind": "‹csv-empty-cell›"},
}

PEOPLE: dict[str, Change] = {
    "address": {"bo@example.com": "‹csv-address›bo at example.com"},
    "address-with-a-name": {"bo@example.com": "‹csv-address›Bo <bo@example.com>"},
    "name-twice": {"Bo Lind": "‹csv-person-twice›ana  ruiz"},
    "no-address": {"bo@example.com": "‹csv-empty-cell›"},
    "no-name": {"Bo Lind": "‹csv-empty-cell›"},
    "misspelt-team": {"Support": "‹csv-unknown-team›Identiy"},
    "handle-that-computes": {"@ana": "‹csv-formula›@ana(1)"},
    "misspelt-column": {"email": "‹csv-unknown-column›mail"},
}

PLANTED = {
    "severity.yaml": SEVERITY,
    "acmeinc.yaml": SETTINGS,
    "ownership.csv": OWNERSHIP,
    "vendors.csv": VENDORS,
    "people.csv": PEOPLE,
}

GOOD: dict[str, dict[str, str]] = {
    "severity.yaml": {
        "least": (
            "severities: {SEV1: {name: All, conditions: {x: y},"
            " check_in: never, update: never, status_page: never}}\n"
        ),
        "gaps-and-zero": SOUND["severity.yaml"].replace("SEV1", "SEV0").replace("SEV2", "SEV7"),
        "comments": "# ours\n\n" + SOUND["severity.yaml"].replace("30m", "30m   # promised to customers"),
        "quotes": SOUND["severity.yaml"].replace("30m", "'30m'").replace("name:", '"name":'),
        "folded": SOUND["severity.yaml"].replace(
            "The application is slow", ">\n        The application\n        is slow"
        ),
        "no-final-newline": SOUND["severity.yaml"].rstrip("\n"),
        "document-start": "---\n" + SOUND["severity.yaml"],
        "yes-as-a-text": SOUND["severity.yaml"].replace("Major", "No").replace("Minor", "1.10"),
        "other-letters": SOUND["severity.yaml"].replace("Major", "Größter Vorfall 😀"),
        "days-and-seconds": SOUND["severity.yaml"].replace("48h", "2d").replace("10m", "600s"),
        "only-what-is-required": SOUND["severity.yaml"].partition("clocks:")[0],
    },
    "acmeinc.yaml": {
        "empty": "",
        "only-comments": "# nothing yet\n",
        "outbox": "channels: {email: {via: outbox, to: everybody}, status_page: {via: site}}\n",
        "whole-night": 'business_hours: {days: [sun], from: "00:00", to: "24:00", holidays: [US-CA]}\n',
        "links": "links:\n  wiki: pages/wiki.md\n  call: tel:+15550100\n  1: x\n",
        "made-up-secret": "links: {wiki: 'https://user:password@wiki.example.com', hook: '{{ hook }}'}\n",
    },
    "ownership.csv": {
        "only-required": (
            "functionality,service,owning team,paging schedule link\nLogin,auth-api,Identity,https://x.example.com\n"
        ),
        "only-the-header": "functionality,service,owning team,paging schedule link\n",
        "other-order": (
            "Paging Schedule Link,PUBLIC,service,functionality,Owning Team\nhttps://x.example.com,No,auth-api,Login,Identity\n"
        ),
        "spaces-behind-commas": SOUND["ownership.csv"].replace(",", ", "),
        "everything-quoted": "".join(
            ",".join(f'"{cell}"' for cell in line.split(",")) + "\n"
            for line in SOUND["ownership.csv"].splitlines()
        ),
        "many-lines-and-quotes": SOUND["ownership.csv"].replace(
            "Search,", '"Search, ""advanced""\nand by image\n",'
        ),
        "blank-lines": "\n" + SOUND["ownership.csv"].replace("\n", "\n\n") + ",,,,,,,\n\n",
        "no-final-newline": SOUND["ownership.csv"].rstrip("\n"),
        "old-line-ends": SOUND["ownership.csv"].replace("\n", "\r"),
        "other-links": SOUND["ownership.csv"].replace(
            "https://oncall.example.com/product", "slack://channel?id=C1"
        ),
        "link-to-a-chat": SOUND["ownership.csv"].replace(
            "https://oncall.example.com/product", "slack:#product"
        ),
        "call": SOUND["ownership.csv"].replace("https://oncall.example.com/product", "tel:+1-555-0100"),
        "link-with-everything": SOUND["ownership.csv"].replace(
            "https://oncall.example.com/product", "HTTPS://[2001:db8::1]:8443/größe?x=1&y=(2)#z"
        ),
        "phone-number": SOUND["ownership.csv"].replace("product@example.com", "+1 (555) 0100-22"),
        "handle": SOUND["ownership.csv"].replace("product@example.com", "@product-oncall"),
        "dash-for-none": SOUND["ownership.csv"].replace("product@example.com", "-"),
        "one-team-twice": SOUND["ownership.csv"] + "Search,search-api,product,https://x.example.com,,,,\n",
        "several-services": SOUND["ownership.csv"] + "Search,index,Platform,https://x.example.com,,,,\n",
        "semicolon-in-a-cell": SOUND["ownership.csv"].replace("Search,", "Search; filters,"),
        "other-letters": SOUND["ownership.csv"].replace("Search,", "Größe 😀 検索,"),
        "long": SOUND["ownership.csv"].replace("Search,", f"{'s' * 100_000},"),
    },
    "vendors.csv": {
        "a-person-owns-it": SOUND["vendors.csv"].replace("Product", "ana ruiz"),
        "a-team-of-people-owns-it": SOUND["vendors.csv"].replace("Product", "support"),
        "only-the-header": SOUND["vendors.csv"].partition("\n")[0],
    },
    "people.csv": {
        "no-chat": "name,email,team,role\nBo Lind,bo@example.com,Support,engineer\n",
        "a-whole-team-of-a-similar-name": SOUND["people.csv"].replace("Support", "Identities")
        + "Cy Day,cy@example.com,Identities,engineer,\n",
    },
}
