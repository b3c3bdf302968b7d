package main

const deskPassword = "tulipan-og-regnvejr"
