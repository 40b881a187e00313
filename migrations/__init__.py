"""Migrations of the database; run by hashtagger.storage.migrate."""
