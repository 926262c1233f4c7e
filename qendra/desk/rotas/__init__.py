"""The pages of rotas on the desk: who is on call now, the picture of a rota, its plan, absences."""
