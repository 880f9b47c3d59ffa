/** The page of models: what each costs and takes, and whether the account may use it. Prices and limits come from the account's API. */
package app.orqen.dashboard.models;
