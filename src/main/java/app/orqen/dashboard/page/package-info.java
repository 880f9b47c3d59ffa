/** What all pages share: templates' values, forms, lists with filters, fragments, assets, headers, and the page of an error. */
package app.orqen.dashboard.page;
