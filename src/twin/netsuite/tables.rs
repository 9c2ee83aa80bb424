//! The tables and columns that SuiteQL knows by itself, and what their columns hold.

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// An internal id or a count.
    Id,
    /// An amount, a quantity or a rate.
    Number,
    /// A text, and `T` or `F`.
    Text,
    /// A day.
    Date,
    /// A moment.
    Moment,
}

impl Kind {
    /// The affinity of the column in SQLite. A decimal number of up to 15 digits survives being a
    /// double and back; ledgers have no longer ones.
    pub(super) const fn affinity(self) -> &'static str {
        match self {
            Self::Id => "INTEGER",
            Self::Number => "NUMERIC",
            Self::Text | Self::Date | Self::Moment => "TEXT",
        }
    }
}

/// A table: columns by kind. Those after `maybe` depend on the account's features: they are visible only
/// where the world's rows have them.
pub(super) struct Table {
    pub(super) name: &'static str,
    pub(super) ids: &'static str,
    pub(super) numbers: &'static str,
    pub(super) texts: &'static str,
    pub(super) dates: &'static str,
    pub(super) moments: &'static str,
    pub(super) maybe: &'static str,
}

impl Table {
    /// The columns with their kinds, in the order of the table.
    pub(super) fn columns(&self) -> impl Iterator<Item = (&'static str, Kind)> {
        let of = |names: &'static str, kind| names.split_whitespace().map(move |name| (name, kind));
        of(self.ids, Kind::Id)
            .chain(of(self.texts, Kind::Text))
            .chain(of(self.numbers, Kind::Number))
            .chain(of(self.dates, Kind::Date))
            .chain(of(self.moments, Kind::Moment))
    }

    /// Whether the column is there in every account.
    pub(super) fn always_shows(&self, column: &str) -> bool {
        !self.maybe.split_whitespace().any(|name| name == column)
    }
}

const BLANK: Table = Table {
    name: "",
    ids: "",
    numbers: "",
    texts: "",
    dates: "",
    moments: "",
    maybe: "",
};

/// The standard tables.
pub(super) const TABLES: [Table; 16] = [
    Table {
        name: "transaction",
        ids: "id entity currency postingperiod shippingaddress billingaddress subsidiary department class location \
              createdfrom shipmethod terms",
        texts: "tranid transactionnumber trandisplayname type abbrevtype recordtype status approvalstatus otherrefnum \
                externalid memo posting void voided source email",
        numbers: "foreigntotal total taxtotal exchangerate foreignamountpaid foreignamountunpaid shippingcost",
        dates: "trandate closedate duedate shipdate",
        moments: "createddate lastmodifieddate",
        maybe: "createdfrom taxtotal shippingcost void",
    },
    Table {
        name: "transactionline",
        ids: "id transaction uniquekey linesequencenumber item createdfrom kitmemberof expenseaccount account shipmethod \
              subsidiary location department class entity price units previousdoc previousline",
        texts: "mainline taxline iscogs itemtype itemsource isclosed isfullyshipped kitcomponent assemblycomponent \
                transactiondiscount transactionlinetype accountinglinetype donotdisplayline memo fulfillable",
        numbers: "quantity quantitybilled quantityshiprecv quantitypicked quantitypacked quantitycommitted \
                  quantitybackordered quantityrejected rate rateamount ratepercent foreignamount netamount \
                  creditforeignamount debitforeignamount",
        moments: "linelastmodifieddate",
        maybe: "itemtype netamount createdfrom account previousdoc previousline",
        ..BLANK
    },
    Table {
        name: "transactionaccountingline",
        ids: "accountingbook transaction transactionline account",
        texts: "posting accounttype",
        numbers: "amount netamount debit credit amountpaid amountunpaid amountlinked paymentamountused \
                  paymentamountunused exchangerate",
        moments: "lastmodifieddate",
        ..BLANK
    },
    LINK_NEXT,
    Table {
        name: "previoustransactionlinelink",
        ..LINK_NEXT
    },
    Table {
        name: "nexttransactionlink",
        ids: "previousdoc nextdoc",
        ..LINK_NEXT
    },
    Table {
        name: "previoustransactionlink",
        ids: "previousdoc nextdoc",
        ..LINK_NEXT
    },
    ADDRESS,
    Table {
        name: "transactionbillingaddress",
        ..ADDRESS
    },
    Table {
        name: "item",
        ids: "id",
        texts: "itemid itemtype fullname displayname externalid upccode isinactive description",
        numbers: "baseprice",
        moments: "lastmodifieddate",
        maybe: "description baseprice",
        ..BLANK
    },
    Table {
        name: "kititemmember",
        ids: "parentitem item linenumber",
        numbers: "quantity",
        ..BLANK
    },
    Table {
        name: "currency",
        ids: "id",
        texts: "name symbol displaysymbol isbasecurrency isinactive",
        numbers: "exchangerate currencyprecision",
        ..BLANK
    },
    Table {
        name: "subsidiary",
        ids: "id currency parent",
        texts: "name fullname country iselimination isinactive",
        ..BLANK
    },
    Table {
        name: "account",
        ids: "id currency parent",
        texts: "acctnumber acctname fullname accttype displaynamewithhierarchy accountsearchdisplayname isinactive",
        maybe: "displaynamewithhierarchy",
        ..BLANK
    },
    Table {
        name: "customer",
        ids: "id subsidiary currency",
        texts: "entityid companyname firstname lastname altname email externalid isperson isinactive",
        moments: "datecreated lastmodifieddate",
        maybe: "altname",
        ..BLANK
    },
    PERIOD,
];

const LINK_NEXT: Table = Table {
    name: "nexttransactionlinelink",
    ids: "previousdoc previousline nextdoc nextline",
    texts: "previoustype nexttype linktype discount",
    numbers: "foreignamount",
    dates: "previousdate nextdate",
    moments: "lastmodifieddate",
    maybe: "",
};

const ADDRESS: Table = Table {
    name: "transactionshippingaddress",
    ids: "nkey recordowner",
    texts: "addr1 addr2 addr3 city state zip country addressee attention addrphone addrtext override",
    moments: "lastmodifieddate",
    ..BLANK
};

const PERIOD: Table = Table {
    name: "accountingperiod",
    ids: "id parent",
    texts: "periodname closed aplocked arlocked alllocked allownonglchanges isposting isadjust isquarter isyear isinactive",
    dates: "startdate enddate",
    moments: "closedondate lastmodifieddate",
    ..BLANK
};

/// What was deleted; it has no key.
pub(super) const DELETED: Table = Table {
    name: "deletedrecord",
    ids: "recordid recordtypeid deletedby",
    texts: "name scriptid context iscustomlist iscustomrecord iscustomtransaction type",
    moments: "deleteddate",
    ..BLANK
};

/// Every standard table.
pub(super) fn standard() -> impl Iterator<Item = &'static Table> {
    TABLES.iter().chain([&DELETED])
}

/// The kind of a column that is in no list: an id where it is named so, a moment or a day by its
/// name, otherwise a text.
pub(super) fn guess(column: &str) -> Kind {
    match column {
        "id" => Kind::Id,
        "created" | "lastmodified" | "createddate" | "lastmodifieddate" => Kind::Moment,
        _ => Kind::Text,
    }
}
