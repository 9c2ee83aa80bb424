//! The columns of the orders export that are read. The rest may be there, missing, or anywhere.

use crate::import::header::{Column, Header};

/// Where the columns stand.
#[derive(Debug, Default)]
pub(super) struct Columns {
    pub(super) name: Column,
    pub(super) created_at: Column,
    pub(super) currency: Column,
    pub(super) subtotal: Column,
    pub(super) shipping: Column,
    pub(super) taxes: Column,
    pub(super) total: Column,
    pub(super) discount: Column,
    pub(super) refunded: Column,
    pub(super) quantity: Column,
    pub(super) title: Column,
    pub(super) price: Column,
    pub(super) sku: Column,
    pub(super) line_discount: Column,
    pub(super) id: Column,
    pub(super) financial_status: Column,
    pub(super) fulfillment_status: Column,
    pub(super) cancelled_at: Column,
    pub(super) outstanding: Column,
    pub(super) duties: Column,
    pub(super) shipping_method: Column,
    pub(super) street: Column,
    pub(super) address1: Column,
    pub(super) address2: Column,
    pub(super) city: Column,
    pub(super) province: Column,
    pub(super) zip: Column,
    pub(super) country: Column,
}

impl Columns {
    /// Finds the columns. What an order cannot be without goes onto the list where it is missing: a
    /// column that is not there must not read as zero.
    pub(super) fn bind(header: &Header, missing: &mut Vec<String>) -> Self {
        Self {
            name: header.need(&["Name"], missing),
            created_at: header.need(&["Created at"], missing),
            currency: header.need(&["Currency"], missing),
            subtotal: header.need(&["Subtotal"], missing),
            shipping: header.need(&["Shipping"], missing),
            taxes: header.need(&["Taxes"], missing),
            total: header.need(&["Total"], missing),
            discount: header.need(&["Discount Amount"], missing),
            refunded: header.need(&["Refunded Amount"], missing),
            quantity: header.need(&["Lineitem quantity"], missing),
            title: header.need(&["Lineitem name"], missing),
            price: header.need(&["Lineitem price"], missing),
            sku: header.need(&["Lineitem sku"], missing),
            line_discount: header.find(&["Lineitem discount"]),
            id: header.find(&["Id"]),
            financial_status: header.find(&["Financial Status"]),
            fulfillment_status: header.find(&["Fulfillment Status", "Fulfilment Status"]),
            cancelled_at: header.find(&["Cancelled at", "Canceled at"]),
            outstanding: header.find(&["Outstanding Balance"]),
            duties: header.find(&["Duties"]),
            shipping_method: header.find(&["Shipping Method"]),
            street: header.find(&["Shipping Street"]),
            address1: header.find(&["Shipping Address1"]),
            address2: header.find(&["Shipping Address2"]),
            city: header.find(&["Shipping City"]),
            province: header.find(&["Shipping Province"]),
            zip: header.find(&["Shipping Zip"]),
            country: header.find(&["Shipping Country"]),
        }
    }
}
