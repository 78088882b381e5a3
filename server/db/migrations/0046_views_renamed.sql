-- A view may be called something else; whose it is and which list it is of stay.
grant update (name) on saved_views to duebook_app, duebook_scoped;
