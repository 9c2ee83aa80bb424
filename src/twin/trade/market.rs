//! The company's two shops.

/// A jurisdiction's tax.
pub(super) type Tax = (&'static str, i64);

/// Where orders go.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Province {
    pub(super) code: &'static str,
    pub(super) city: &'static str,
    pub(super) zip: &'static str,
    /// Title, and rate in ten-thousandths, of each tax on goods.
    pub(super) taxes: &'static [Tax],
}

impl Province {
    pub(super) fn rate(&self) -> i64 {
        self.taxes.iter().map(|(_, rate)| rate).sum()
    }
}

/// A shop and the subsidiary it belongs to.
#[derive(Debug)]
pub(super) struct Market {
    /// Position in [`MARKETS`].
    pub(super) index: usize,
    pub(super) domain: &'static str,
    pub(super) title: &'static str,
    pub(super) currency: &'static str,
    /// Another currency that buyers may pay in, and its rate in ten-thousandths.
    pub(super) other: (&'static str, i64),
    /// NetSuite's id of that currency.
    pub(super) other_id: &'static str,
    pub(super) taxes_included: bool,
    /// Rate of tax on shipping, in ten-thousandths.
    pub(super) shipping_rate: i64,
    pub(super) subsidiary: &'static str,
    pub(super) currency_id: &'static str,
    pub(super) country: &'static str,
    pub(super) zone: &'static str,
    pub(super) plan: &'static str,
    pub(super) plan_name: &'static str,
    /// Shopify Payments' fee: a rate in ten-thousandths and cents.
    pub(super) fee: (i64, i64),
    pub(super) provinces: &'static [Province],
}

const VAT: &[Tax] = &[("GB VAT", 2_000)];

const fn province(code: &'static str, city: &'static str, zip: &'static str, taxes: &'static [Tax]) -> Province {
    Province { code, city, zip, taxes }
}

pub(super) static MARKETS: [Market; 2] = [
    Market {
        index: 0,
        domain: super::demo::UK,
        title: "Fern & Flint",
        currency: "GBP",
        other: ("EUR", 11_640),
        other_id: "3",
        taxes_included: true,
        shipping_rate: 2_000,
        subsidiary: "1",
        currency_id: "1",
        country: "GB",
        zone: "Europe/London",
        plan: "plus",
        plan_name: "Shopify Plus",
        fee: (150, 25),
        provinces: &[
            province("ENG", "Sheffield", "S1 2HE", VAT),
            province("SCT", "Dundee", "DD1 4BH", VAT),
            province("WLS", "Swansea", "SA1 3SN", VAT),
            province("ENG", "Norwich", "NR2 1NF", VAT),
        ],
    },
    Market {
        index: 1,
        domain: super::demo::US,
        title: "Fern & Flint US",
        currency: "USD",
        other: ("CAD", 13_810),
        other_id: "4",
        taxes_included: false,
        shipping_rate: 0,
        subsidiary: "2",
        currency_id: "2",
        country: "US",
        zone: "America/New_York",
        plan: "standard",
        plan_name: "Grow",
        fee: (290, 30),
        provinces: &[
            province(
                "CA",
                "Fresno",
                "93721",
                &[("California State Tax", 600), ("Fresno County Tax", 25)],
            ),
            province(
                "NY",
                "Buffalo",
                "14202",
                &[("New York State Tax", 400), ("Erie County Tax", 475)],
            ),
            province("OR", "Salem", "97301", &[]),
        ],
    },
];
